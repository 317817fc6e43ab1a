"""A small Debian in QEMU with real xhci, usbcore, usbfs and cdc_acm, whose root is this machine's
(read only, over 9p), so that it runs the very program that was built here. Software emulation of
the processor: no KVM is needed."""

import glob
import lzma
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

MODULES = ["virtio_pci", "9pnet_virtio", "9p", "xhci_pci", "cdc_acm"]
TOOLS = "sh mount insmod ls cat dmesg poweroff sleep grep mkdir chroot sed tr".split()

INIT = """#!/bin/sh
mount -t proc p /proc; mount -t sysfs s /sys; mount -t devtmpfs d /dev
cd /mods; for module in $(cat order); do insmod $module || echo "guest: no $module"; done
mount -t 9p -o trans=virtio,version=9p2000.L,ro,cache=loose,msize=262144 host /host || poweroff -f
for place in proc sys dev; do mount -o bind /$place /host/$place; done
mkdir -p /host/dev/pts /host/dev/shm
for place in run tmp dev/shm var/tmp; do mount -t tmpfs t /host/$place; done
mount -t devpts d /host/dev/pts
mkdir -p /host/run/soak; cat /script > /host/run/soak/script
chroot /host /bin/sh /run/soak/script; echo "guest: end $?"
dmesg | grep -iE 'usb 1|cdc_acm' | sed 's/^/guest: kernel: /'
poweroff -f
"""


def run(*command, **options):
    return subprocess.run(command, check=True, text=True, **options)


def fetch(cache):
    """Debian's kernel and udev, unpacked and not installed; the kernel uncompressed, which boots in half
    the time."""
    if (cache / "vmlinux").exists():
        return
    shutil.rmtree(cache, ignore_errors=True)
    cache.mkdir(parents=True)
    depends = run("apt-cache", "depends", "linux-image-amd64", capture_output=True).stdout
    image = re.search(r"Depends: (linux-image-[0-9]\S*)", depends).group(1)
    run("apt-get", "download", "-q", image, "udev", "libsystemd-shared", "libkmod2", cwd=cache,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for package in cache.glob("*.deb"):
        place = "kernel" if package.name.startswith("linux-image") else "udev"
        run("dpkg-deb", "-x", str(package), str(cache / place))
        package.unlink()
    packed = pathlib.Path(glob.glob(str(cache / "kernel/boot/vmlinuz-*"))[0]).read_bytes()
    start = packed.find(b"\xfd7zXZ\0")
    unpacked = lzma.LZMADecompressor().decompress(packed[start:])
    (cache / "vmlinux.part").write_bytes(unpacked)
    os.rename(cache / "vmlinux.part", cache / "vmlinux")


def initial_memory(cache, script, path):
    """Busybox, the modules in the order they need each other, and what is to be run."""
    kernel = cache / "kernel"
    version = os.listdir(kernel / "lib/modules")[0]
    run("depmod", "-b", str(kernel), version)
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name in "bin proc sys dev mods host".split():
            (root / name).mkdir()
        shutil.copy("/bin/busybox", root / "bin/busybox")
        for tool in TOOLS:
            os.symlink("busybox", root / "bin" / tool)
        order = []
        for module in MODULES:
            text = run("modprobe", "-d", str(kernel), "-S", version, "--show-depends", module,
                       capture_output=True).stdout
            for line in re.findall(r"^insmod (\S+)", text, re.M):
                name = os.path.basename(line)
                if name not in order:
                    order.append(name)
                    shutil.copy(line, root / "mods" / name)
        (root / "mods/order").write_text("\n".join(order) + "\n")
        (root / "init").write_text(INIT)
        (root / "init").chmod(0o755)
        (root / "script").write_text(script)
        names = run("find", ".", cwd=root, capture_output=True).stdout
        with open(path, "wb") as file:
            subprocess.run(["cpio", "-o", "-H", "newc", "--quiet"], cwd=root, check=True,
                           input=names.encode(), stdout=file)


def start(cache, memory, redirection):
    """QEMU with the guest's console as standard output."""
    return subprocess.Popen(
        ["qemu-system-x86_64", "-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "1",
         "-m", "768", "-M", "q35", "-nodefaults", "-display", "none", "-serial", "stdio",
         "-no-reboot", "-kernel", str(cache / "vmlinux"), "-initrd", str(memory),
         "-append", "console=ttyS0 quiet panic=-1 mitigations=off",
         "-device", "qemu-xhci,id=x",
         "-chardev", f"socket,id=redirection,path={redirection}",
         "-device", "usb-redir,chardev=redirection,bus=x.0",
         "-virtfs",
         "local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        errors="replace")


def udev(cache):
    """Shell lines that start a real udevd in the guest."""
    root = cache / "udev"
    libraries = f"{root}/usr/lib/x86_64-linux-gnu/systemd:{root}/lib/x86_64-linux-gnu"
    return f"""mkdir -p /run/udev; ln -s {root}/bin/udevadm /run/soak/systemd-udevd
(export LD_LIBRARY_PATH={libraries} SYSTEMD_IGNORE_CHROOT=1; /run/soak/systemd-udevd --daemon
{root}/bin/udevadm trigger --action=add --subsystem-match=usb; {root}/bin/udevadm settle -t 10)
"""
