# SPDX-License-Identifier: GPL-2.0-or-later
"""A Debian to throw away, with namespaces of its own: for check-packages."""
import os
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CACHE = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "peering-service")
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive",
               "HOME": "/root"}


def run(*command, ok=True, **options):
    """Its output; raises if it fails, or if it should and doesn't."""
    with tempfile.TemporaryFile("w+", errors="replace") as out:  # which daemons may keep
        status = subprocess.call(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, timeout=600,
                                 **options)
        out.seek(0)
        said = out.read()
    if (status == 0) != ok:
        raise AssertionError("%s: exit status %d\n%s" % (" ".join(command), status, said[-3000:]))
    return said


def wait_for(what, condition, limit=60):
    """Poll; what went wrong last is in the message."""
    end, problem = time.monotonic() + limit, None
    while time.monotonic() < end:
        try:
            if condition():
                return
        except AssertionError as error:
            problem = error
        time.sleep(0.2)
    raise AssertionError("not within %d s: %s; %s" % (limit, what, problem))


def debian_sources():
    """This machine's own sources of Debian, for apt."""
    lines = run("apt-get", "indextargets", "--format", "deb $(REPO_URI) $(RELEASE) $(COMPONENT)",
                "Created-By: Packages", "Origin: Debian").splitlines()
    return "\n".join(sorted(set(lines))) + "\n"


class Root:
    """A Debian of our own: a copy of a cached one, with namespaces for mounts,
    processes and network that end with it."""

    def __init__(self, work):
        with open("/etc/os-release") as file:
            suite = re.search(r"^VERSION_CODENAME=(\w+)", file.read(), re.M)[1]
        cached = os.path.join(CACHE, "minimal-" + suite)
        run(os.path.join(TOP, "scripts/debian-root"), suite, cached)
        self.path = os.path.join(work, "root")
        run("cp", "-a", cached, self.path)
        for name in ("resolv.conf", "hosts"):
            shutil.copy("/etc/" + name, self.path + "/etc/" + name)
        self.write("/etc/apt/sources.list", debian_sources())
        self.archives = os.path.join(CACHE, "archives-" + suite)
        os.makedirs(self.archives + "/partial", exist_ok=True)
        self.init, self.messages = None, []

    def __enter__(self):
        set_up = ("mount --bind {r} {r} && mount -t tmpfs -o mode=755 tmpfs {r}/dev && cp -a /dev/null /dev/zero /dev/random /dev/urandom /dev/tty {r}/dev/ &&"
                  " mount -t proc proc {r}/proc &&"
                  " mount -t tmpfs -o mode=755 tmpfs {r}/run && mount --bind {a} {r}/var/cache/apt/archives &&"
                  " ip link set lo up && exec chroot {r} sh -c 'echo ready; sleep infinity & wait'")
        self.init = subprocess.Popen(
            ["unshare", "--mount", "--propagation", "private", "--pid", "--net", "--fork", "--kill-child", "sh", "-c",
             set_up.format(r=self.path, a=self.archives)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        assert self.init.stdout.readline() == b"ready\n", "no namespaces"
        with open("/proc/%d/task/%d/children" % (self.init.pid, self.init.pid)) as children:
            self.pid = children.read().split()[0]
        self.syslog = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.syslog.bind("/proc/%s/root/dev/log" % self.pid)
        os.chmod("/proc/%s/root/dev/log" % self.pid, 0o666)
        threading.Thread(target=self.log, daemon=True).start()
        return self

    def __exit__(self, *problem):
        self.init.kill()
        self.init.wait()

    def write(self, path, text, mode="w"):
        with open(self.path + path, mode) as file:
            file.write(text)

    def read(self, path):
        with open(self.path + path, errors="replace") as file:
            return file.read()

    def exists(self, path):
        return os.path.lexists(self.path + path)

    def log(self):
        """As a syslog daemon: whoever writes to it must not wait."""
        while True:
            self.messages.append(self.syslog.recv(65536).decode(errors="replace"))

    def run(self, *command, ok=True, net=True):
        proxy = {name: value for name, value in os.environ.items() if name.endswith("_proxy")}
        return run("nsenter", "--target", self.pid, "--root", "--wd", "--mount", "--pid", *(["--net"] if net else []),
                   *command, ok=ok, env=dict(ENVIRONMENT, **proxy))

    def apt(self, *words, ok=True):
        return self.run("apt-get", "-y", "-q", "--no-install-recommends", *words, ok=ok, net=False)

    def put(self, package):
        """Where a .deb is for those in the root."""
        if not self.exists("/tmp/" + os.path.basename(package)):
            shutil.copy(package, self.path + "/tmp/")
        return "/tmp/" + os.path.basename(package)
