#!/bin/sh
# systemd.sh FOLDER: in namespaces of its own (unshare --pid --fork --mount --cgroup --uts --ipc --net), systemd as PID 1 with the units in
# FOLDER/units and no other, and the cgroups of the machine below its own. The machine is read-only to it, but for FOLDER.
set -e
kinds=$(cut -d: -f2 /proc/self/cgroup)
mount --make-rprivate /
mount --bind "$1" "$1"
mount -o remount,bind,ro /
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t tmpfs tmpfs /run
if [ "$kinds" = "" ]; then
    mount -t cgroup2 cgroup2 /sys/fs/cgroup
else
    mount -t tmpfs tmpfs /sys/fs/cgroup
    mkdir /sys/fs/cgroup/unified
    mount -t cgroup2 cgroup2 /sys/fs/cgroup/unified
    for kind in $kinds; do
        mkdir "/sys/fs/cgroup/${kind#name=}"
        mount -t cgroup -o "$(case $kind in name=*) printf none,;; esac)$kind" cgroup "/sys/fs/cgroup/${kind#name=}"
    done
fi
mount -t tmpfs tmpfs /etc/init.d
mount --bind "$1/units" /etc/systemd/system
mount --bind "$1/units" /lib/systemd/system
ip link set lo up
exec env -i container=docker PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --system --unit=multi-user.target --log-target=null
