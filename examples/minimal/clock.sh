#!/bin/sh
# Counts in its mount, so that it goes on where it was after a restart or a deployment.

trap 'kill $!; echo "stopped at $count"; exit 0' TERM

count=$(cat ticks/count 2>/dev/null || echo 0)
while true; do
  count=$((count + 1))
  echo "$count" > ticks/count
  echo "tick $count"
  sleep 5 & wait $!
done
