#!/bin/sh
# Boot systemd on a copy of this machine's files, in namespaces of its own; what it writes goes to memory and with it.
# Called by machine.py under unshare: boot.sh FOLDER BROUGHT, FOLDER for the copy, BROUGHT with the files to lay over it.
set -eu
folder=$1 brought=$2
root=$folder/root
mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs "$folder"
mkdir "$folder/upper" "$folder/work" "$root"
cp -a "$brought/." "$folder/upper/"
mount -t overlay -o "lowerdir=/,upperdir=$folder/upper,workdir=$folder/work" overlay "$root"
mount -t proc proc "$root/proc"
mount --bind "$root/proc/sys" "$root/proc/sys"
mount -o remount,bind,ro "$root/proc/sys"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
for memory in run tmp dev; do mount -t tmpfs -o mode=755 tmpfs "$root/$memory"; done
chmod 1777 "$root/tmp"
mkdir -m 1777 "$root/dev/shm"
mkdir "$root/dev/pts"
for device in null zero full random urandom tty; do
    : >"$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
done
ln -s pts/ptmx "$root/dev/ptmx"
# Nothing of this machine's own starts: only what a recipe puts there.
rm -rf "$root"/etc/systemd/system/*
mkdir -p "$root/.old"
printf '[Unit]\nDefaultDependencies=no\nAllowIsolate=yes\n' >"$root/etc/systemd/system/recipe.target"
ip link set lo up
cd "$root"
pivot_root . .old
umount -l /.old
exec env -i container=recipe PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --system --unit=recipe.target \
    --log-target=console --log-level=warning --show-status=no
