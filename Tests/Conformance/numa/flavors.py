"""Random flavors and images over all keys that shape a topology (NUMA, 2), about half of them valid."""

from numa.model import Flavor

VCPUS = (1, 2, 3, 4, 4, 6, 8, 8, 9, 12, 16)
MEMORY = (512, 1024, 2048, 2048, 3072, 4096, 4097, 6144, 8192)
BOOLEANS = ("true", "1", "yes", "on", "t", "Y", " True ", "false", "0", "no", "off", "perhaps", "")
PAGE_SIZES = (
    "any", "large", "small", "4", "2048", "1048576", "2048KB", "2MB", "1GB", "1GiB", "16Mb", "16Mbit", "64KiB", "0",
    "2M", "2mB", "foo", "-42", "ANY", " 4", "4 ", "", "1.5MB", ".5GB", "2049", "-2MB", "-1KB", "+2MB", "1b", "1023B",
    "0KB", "8b", "1.", "2048kB", "1024B", "any ", "4096GB", "4097GB", "4294967296", "4294967297")
PLAUSIBLE_PAGE_SIZES = ("any", "large", "small", "4", "2048", "2MB", "1GB")
FIXED = {
    "cpu_policy": ("shared", "dedicated", "mixed", "Dedicated", "foo", ""),
    "cpu_thread_policy": ("prefer", "isolate", "require", "Require", "foo", ""),
    "emulator_threads_policy": ("share", "isolate", "foo", ""),
    "cpu_realtime": BOOLEANS,
    "numa_nodes": ("1", "2", "3", "4", "8", "0", "-1", "x", "02", " 2", "2.0", "", "99"),
    "mem_page_size": PAGE_SIZES,
    "locked_memory": BOOLEANS,
    "mem_encryption": BOOLEANS,
    "mem_encryption_model": ("amd-sev", "amd-sev-es", "amd-sev-snp", "foo", ""),
    "pmem": ("2GB", "2GB,4GB", " , ", "", ",1"),
    "cpu_sockets": ("1", "2"),
    "cpu_max_threads": ("1", "2"),
}
# A bad value of these is found when the image is decoded, before anything else.
IMAGE_ONLY = {
    "hw_numa_nodes": ("1", "2", "2", "3", "4", " 2 ", "0", "-1", "x", "2.0"),
    "hw_cpu_policy": ("shared", "dedicated", "mixed", "foo", "Dedicated"),
    "hw_cpu_thread_policy": ("prefer", "isolate", "require", "foo"),
    "hw_mem_page_size": PAGE_SIZES,
    "hw_locked_memory": BOOLEANS,
    "hw_mem_encryption": BOOLEANS,
    "hw_mem_encryption_model": ("amd-sev", "amd-sev-es", "amd-sev-snp"),
    "hw_firmware_type": ("uefi", "uefi", "bios"),
    "hw_firmware_stateless": ("true", "false"),
    "hw_machine_type": ("q35", "pc-q35-8.2", "pc"),
    "hw_pci_numa_affinity_policy": ("required", "preferred", "legacy", "socket", "foo"),
    "hw_cpu_sockets": ("1", "2", "x"),
    "trait:HW_CPU_HYPERTHREADING": ("required", "forbidden"),
}
RESOURCES = ("resources:VCPU", "resources:PCPU", "resources1:PCPU", "resources2:VCPU", "resources01:PCPU",
             "resources0:VCPU", "resources:PCPU_X", "resources7:VCPU_Y", "resources:CUSTOM_PCPU", "resources:pcpu")
TRAITS = ("trait:HW_CPU_HYPERTHREADING", "trait1:HW_CPU_HYPERTHREADING", "trait:HW_CPU_HYPERTHREADING_FOO",
          "trait0:HW_CPU_HYPERTHREADING", "trait:HW_CPU_X86_AVX")


def random_flavor(rng, plausible=False):
    """Draws a sound flavor and, unless it is to be plausible, spoils it now and then."""
    vcpus, memory = rng.choice(VCPUS), rng.choice(MEMORY)
    specs, image = {}, {}
    for parts, share in PARTS:
        if rng.random() < share:
            rng.choice(parts)(rng, vcpus, memory, specs, image)
    if not plausible:
        for _ in range(rng.choice((0, 0, 1, 1, 2, 3))):
            spoil(rng, vcpus, memory, specs, image)
    return Flavor(vcpus, memory, dict(sorted(specs.items())), dict(sorted(image.items())))


# Sound parts of a flavor --------------------------------------------------------------------------------------------


def pinned(rng, vcpus, memory, specs, image):
    """Dedicated CPUs, perhaps with a thread policy and an isolated emulator thread."""
    if rng.random() < 0.2:
        image["hw_cpu_policy"] = "dedicated"
    else:
        specs["hw:cpu_policy"] = "dedicated"
    if rng.random() < 0.5:
        specs["hw:cpu_thread_policy"] = rng.choice(("prefer", "isolate", "require"))
    if rng.random() < 0.15:
        image["hw_cpu_thread_policy"] = rng.choice(("prefer", "isolate", "require"))
    if rng.random() < 0.3:
        specs["hw:emulator_threads_policy"] = rng.choice(("share", "isolate"))


def mixed(rng, vcpus, memory, specs, image):
    """Some CPUs dedicated, by a mask or because they are realtime."""
    specs["hw:cpu_policy"] = "mixed"
    if rng.random() < 0.7:
        specs["hw:cpu_dedicated_mask"] = sound_mask(rng, vcpus)
    else:
        specs["hw:cpu_realtime"] = "yes"
        specs["hw:cpu_realtime_mask"] = sound_mask(rng, vcpus)


def realtime(rng, vcpus, memory, specs, image):
    """Realtime CPUs of a pinned guest."""
    specs["hw:cpu_policy"] = "dedicated"
    specs["hw:cpu_realtime"] = "true"
    if rng.random() < 0.4:
        specs["hw:emulator_threads_policy"] = rng.choice(("share", "isolate"))
    where, key = rng.choice(((specs, "hw:cpu_realtime_mask"), (image, "hw_cpu_realtime_mask")))
    where[key] = sound_mask(rng, vcpus)


def resources(rng, vcpus, memory, specs, image):
    """CPUs asked for as Placement resources."""
    isolate = rng.random() < 0.2
    if isolate:
        specs["hw:emulator_threads_policy"] = "isolate"
    specs[rng.choice(("resources:PCPU", "resources3:PCPU"))] = str(vcpus + (1 if isolate else 0))
    if rng.random() < 0.3:
        specs["trait:HW_CPU_HYPERTHREADING"] = rng.choice(("required", "forbidden"))


def nodes(rng, vcpus, memory, specs, image):
    """A number of cells that divides CPUs and memory."""
    counts = [count for count in (1, 2, 3, 4, 6, 8) if vcpus % count == 0 and memory % count == 0]
    put(rng, specs, image, "numa_nodes", str(rng.choice(counts)))


def cells(rng, vcpus, memory, specs, image):
    """CPUs and memory of each cell by hand."""
    count = rng.randint(1, min(4, vcpus))
    put(rng, specs, image, "numa_nodes", str(count))
    owners = [cpu if cpu < count else rng.randrange(count) for cpu in range(vcpus)]
    where, prefix = rng.choice(((specs, "hw:"), (specs, "hw:"), (image, "hw_")))
    left = memory
    for cell in range(count):
        own = left if cell == count - 1 else rng.randint(0, max(0, left))
        if count > 1 and cell == 0 and rng.random() < 0.04:
            own = rng.choice((-512, memory + 512))
        left -= own
        where[f"{prefix}numa_cpus.{cell}"] = spelled(rng, [cpu for cpu in range(vcpus) if owners[cpu] == cell])
        where[f"{prefix}numa_mem.{cell}"] = str(own)


def pages(rng, vcpus, memory, specs, image):
    """A page size."""
    specs["hw:mem_page_size"] = rng.choice(PLAUSIBLE_PAGE_SIZES)
    if specs["hw:mem_page_size"] in ("any", "large") and rng.random() < 0.4:
        image["hw_mem_page_size"] = rng.choice(PLAUSIBLE_PAGE_SIZES)
    if rng.random() < 0.2:
        put(rng, specs, image, "locked_memory", "true")
        if rng.random() < 0.4:
            put(rng, specs, image, "locked_memory", rng.choice(("1", "no")))


def encrypted(rng, vcpus, memory, specs, image):
    """Encrypted memory, which shapes no topology but has rules of its own."""
    put(rng, specs, image, "mem_encryption", "true")
    image["hw_firmware_type"] = "uefi"
    image["hw_machine_type"] = rng.choice(("q35", "pc-q35-9.0", "q35", "pc"))
    if rng.random() < 0.5:
        put(rng, specs, image, "mem_encryption_model", rng.choice(("amd-sev", "amd-sev-es", "amd-sev-snp")))
        image["hw_firmware_stateless"] = rng.choice(("true", "true", "false"))


def persistent(rng, vcpus, memory, specs, image):
    """Persistent memory."""
    specs["hw:pmem"] = rng.choice(FIXED["pmem"])


def shared(rng, vcpus, memory, specs, image):
    """Floating CPUs, said in as many words."""
    put(rng, specs, image, "cpu_policy", "shared")


# One of each line, that often.
PARTS = (
    ((pinned, pinned, pinned, mixed, mixed, realtime, resources, shared), 0.75),
    ((nodes, cells), 0.6),
    ((pages,), 0.4),
    ((encrypted, persistent), 0.12),
)


def put(rng, specs, image, key, value):
    """Says it in the flavor, or in the image."""
    if rng.random() < 0.75:
        specs[f"hw:{key}"] = value
    else:
        image[f"hw_{key}"] = value


# What spoils it -----------------------------------------------------------------------------------------------------


def spoil(rng, vcpus, memory, specs, image):
    """Sets, changes or removes one key."""
    kind = rng.random()
    if kind < 0.1 and specs:
        del specs[rng.choice(sorted(specs))]
    elif kind < 0.35:
        key = rng.choice(sorted(FIXED))
        specs[f"hw:{key}"] = rng.choice(FIXED[key])
    elif kind < 0.55:
        key = rng.choice(sorted(IMAGE_ONLY))
        image[key] = rng.choice(IMAGE_ONLY[key])
    elif kind < 0.65:
        where, key = rng.choice((
            (specs, "hw:cpu_dedicated_mask"), (specs, "hw:cpu_realtime_mask"), (image, "hw_cpu_realtime_mask")))
        where[key] = any_mask(rng, vcpus)
    elif kind < 0.75:
        specs[rng.choice(RESOURCES)] = rng.choice((str(vcpus), str(vcpus + 1), "0", "x", f" {vcpus} ", "-1", "1", ""))
    elif kind < 0.82:
        specs[rng.choice(TRAITS)] = rng.choice(("required", "forbidden", "Required", "foo", ""))
    else:
        spoil_cells(rng, vcpus, memory, specs, image)


def spoil_cells(rng, vcpus, memory, specs, image):
    """Sets one entry of a list of cells."""
    where, prefix = rng.choice(((specs, "hw:"), (specs, "hw:"), (image, "hw_")))
    for own, its_prefix in ((specs, "hw:"), (image, "hw_")):
        if f"{its_prefix}numa_cpus.0" in own and rng.random() < 0.8:
            where, prefix = own, its_prefix
    index = rng.choice((0, 0, 1, 1, 2, 3))
    if rng.random() < 0.5:
        where[f"{prefix}numa_cpus.{index}"] = any_mask(rng, vcpus)
    else:
        where[f"{prefix}numa_mem.{index}"] = rng.choice(
            (str(memory), str(memory // 2), "0", "256", "-512", "x", "", "1.5", f" {memory}"))


def sound_mask(rng, vcpus):
    """A mask that leaves some CPUs out, in one of the two ways to write it."""
    chosen = sorted(rng.sample(range(vcpus), rng.randint(1, max(1, vcpus - 1))))
    if rng.random() < 0.4:
        return ",".join(f"^{cpu}" for cpu in chosen)
    return spelled(rng, chosen)


def any_mask(rng, vcpus):
    """A mask that may be wrong in any way."""
    last = vcpus - 1
    return rng.choice((
        sound_mask(rng, vcpus), sound_mask(rng, vcpus), sound_mask(rng, vcpus), f"0-{last}", f"0-{last},^0", "^0",
        f"^0-{last}", f"0-{vcpus}", f"{vcpus}", f"{vcpus},0", "", " ", " ^1", "^", "^a", "x", "3-1", "1-", "-3",
        "--13", "1,,2", " 0 - 1 , ^1", "^1,2", "0,0", f"^{vcpus + 5}", "1;2", "0x1"))


def spelled(rng, cpus):
    """CPUs as a specification string, as ranges or one by one."""
    if cpus and cpus == list(range(cpus[0], cpus[-1] + 1)) and rng.random() < 0.5:
        return f"{cpus[0]}-{cpus[-1]}"
    return rng.choice((",", ", ")).join(str(cpu) for cpu in cpus)
