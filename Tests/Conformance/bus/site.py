"""The processes that a conformance run talks to: a worker on a virtual host of a private broker."""

import os
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request


class Worker:
    """One berthd on an empty store; ends with the `with` statement."""

    def __init__(self, berthd, port, folder, name, settings=()):
        self.berthd = berthd
        self.port = port
        self.folder = os.path.join(folder, name)
        self.name = name
        self.settings = list(settings)
        self.process = None

    @property
    def broker(self):
        """The URL of the worker's virtual host."""
        return f"amqp://guest:guest@127.0.0.1:{self.port}/{urllib.parse.quote(self.name, safe='')}"

    def __enter__(self):
        os.makedirs(self.folder)
        make_virtual_host(self.port, self.name)
        ready = os.path.join(self.folder, "ready")
        with open(os.path.join(self.folder, "berthd.log"), "wb") as log:
            self.process = subprocess.Popen(
                [self.berthd, "--broker", self.broker, "--data-dir", os.path.join(self.folder, "data"),
                 "--ready-file", ready, *self.settings],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        end = time.monotonic() + 60
        while not os.path.exists(ready):
            if self.process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise RuntimeError(f"berthd does not consume; the end of its log:\n{self.log_end()}")
            time.sleep(0.05)
        return self

    def __exit__(self, kind, error, trace):
        self.stop()

    def stop(self):
        """Asks the worker to finish and go."""
        if self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def trouble(self):
        """Why the worker will not answer any more, or None."""
        status = self.process.poll()
        # A crash writes its report first, which takes seconds.
        crashed = " crashed" in self.log_end(200)
        if status is None and not crashed:
            return None
        return f"berthd has ended with status {status}; the end of its log:\n{self.log_end(200)}"

    def log_end(self, lines=20):
        """The last lines of the worker's log."""
        with open(os.path.join(self.folder, "berthd.log"), errors="replace") as log:
            return "".join(log.readlines()[-lines:])


def make_virtual_host(port, name):
    """Makes an empty virtual host that the broker's own user may use, through the management interface."""
    host = urllib.parse.quote(name, safe="")
    try:
        manage(port, "DELETE", f"vhosts/{host}")
    except urllib.error.HTTPError as error:
        if error.code != 404:
            raise
    manage(port, "PUT", f"vhosts/{host}", b"{}")
    manage(port, "PUT", f"permissions/{host}/guest", b'{"configure":".*","write":".*","read":".*"}')


def manage(port, method, path, body=None):
    """One request to the management interface, 10000 above the AMQP port."""
    place = f"http://127.0.0.1:{port + 10000}/"
    passwords = urllib.request.HTTPPasswordMgrWithPriorAuth()
    passwords.add_password(None, place, "guest", "guest", is_authenticated=True)
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPBasicAuthHandler(passwords))
    request = urllib.request.Request(
        f"{place}api/{path}", data=body, method=method, headers={"content-type": "application/json"})
    opener.open(request, timeout=30).close()
