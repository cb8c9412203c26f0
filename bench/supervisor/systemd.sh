#!/bin/sh
# systemd.sh FOLDER: in namespaces of its own (unshare --pid --fork --mount --cgroup --uts --ipc --net), systemd as PID 1
# with the units in FOLDER/units and nothing else. The machine is read-only to it, but for the folder above.
set -e
above=$(dirname "$1")
mount --make-rprivate /
mount --bind "$above" "$above"
mount -o remount,bind,ro /
mount -t proc proc /proc
mount -t tmpfs tmpfs /run
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
    mount -t cgroup2 cgroup2 /sys/fs/cgroup
else
    mount -t tmpfs tmpfs /sys/fs/cgroup
    mkdir /sys/fs/cgroup/systemd /sys/fs/cgroup/unified
    mount -t cgroup -o none,name=systemd systemd /sys/fs/cgroup/systemd
    mount -t cgroup2 cgroup2 /sys/fs/cgroup/unified
fi
mount --bind "$1/units" /etc/systemd/system
exec env -i container=docker PATH=/usr/bin:/bin /lib/systemd/systemd --system --unit=bench.target --log-target=null
