"""Corrections of how the reference keeps pools and chooses from them."""

import collections

from nova import exception
from nova.pci import stats
from pci import rules as R

ANY_ORDER = (None, "legacy", "preferred")


class Stats(stats.PciDeviceStats):
    """Nova's pools, with what the rules in force replace."""

    rules = frozenset()
    # In place of the check, where the rule is in force.
    judge = None

    def __deepcopy__(self, memo):
        """A copy for the check, which takes from pools and never looks at devices."""
        other = Stats(self.numa_topology, dev_filter=self.dev_filter)
        other.pools = [{**pool, "devices": list(pool["devices"])} for pool in self.pools]
        return other

    def _equal_properties(self, dev, entry, matching_keys):
        """Whether a device belongs to a pool, by their keys; a tag without a value is not a tag that is missing."""
        return super()._equal_properties(dev, entry, matching_keys) and (
            R.NULL_TAGS not in self.rules or set(dev) == set(entry))

    def support_requests(self, requests, provider_mapping, numa_cells=None):
        """Whether requests can be served."""
        if self.judge:
            return self.judge(requests, numa_cells)
        return super().support_requests(requests, provider_mapping, numa_cells)

    def consume_requests(self, pci_requests, numa_cells=None):
        """Takes devices; each pool gives what it has at that moment, and a request gets all that it asks for."""
        if not self.rules & {R.LOOK_AGAIN, R.ALL_LISTED}:
            return super().consume_requests(pci_requests, numa_cells)
        chosen = []
        for request in pci_requests:
            taken = self.taken(request, numa_cells)
            if taken is None:
                for device in chosen:
                    self.add_device(device)
                raise exception.PciDeviceRequestFailed(requests=pci_requests)
            chosen += taken
        return chosen

    def taken(self, request, numa_cells):
        """The devices of one request, or None."""
        providers = self._get_rp_uuids_for_request(request=request, provider_mapping=None)
        pools = self._filter_pools(self.pools, request, numa_cells, rp_uuids=providers)
        if not pools or (providers and not self._assert_one_pool_per_rp_uuid(pools)):
            return None
        listed = collections.Counter(providers)
        chosen, missing, shrunk = [], request.count, False
        for pool in pools:
            wanted = listed[pool["rp_uuid"]] if providers else min(missing, pool["count"])
            if R.LOOK_AGAIN in self.rules and wanted > len(pool["devices"]):
                wanted, shrunk = len(pool["devices"]), True
            pool["count"] -= wanted
            chosen += self._allocate_devs(pool, wanted, request.request_id)
            missing -= wanted
        if providers:
            is_short = shrunk or (missing != 0 and R.ALL_LISTED in self.rules)
        else:
            is_short = missing > 0
        return None if is_short else chosen

    def _filter_pools_for_numa_cells(self, pools, request, numa_cells):
        found = super()._filter_pools_for_numa_cells(pools, request, numa_cells)
        if R.EXACT_FIRST not in self.rules or not numa_cells or request.numa_policy not in ANY_ORDER:
            return found
        near = {cell.id for cell in numa_cells}
        return sorted(
            found, key=lambda pool: 0 if pool["numa_node"] in near else 1 if pool["numa_node"] is None else 2)

    def update_device(self, dev):
        """Moves a device to the pool of what it is now."""
        if R.POOLS_FOLLOW not in self.rules:
            super().update_device(dev)
        elif self.leave(dev):
            self.add_device(dev)

    def remove_device(self, dev):
        """Takes a device out of whatever pool it is in."""
        if R.POOLS_FOLLOW not in self.rules:
            super().remove_device(dev)
        else:
            self.leave(dev)

    def leave(self, dev):
        """Whether a device was in a pool, which it no longer is."""
        for pool in self.pools:
            if any(device.address == dev.address for device in pool["devices"]):
                pool["devices"] = [device for device in pool["devices"] if device.address != dev.address]
                self._decrease_pool_count(self.pools, pool)
                return True
        return False
