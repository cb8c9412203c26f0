# Makes system calls, given as NAME=NUMBER[,ARGUMENT...], and prints the error number that each ended with.
use strict;

$| = 1;
for my $call (@ARGV) {
    my ($name, $rest) = split /=/, $call, 2;
    my ($number, @arguments) = map { /^0x/ ? hex : $_ + 0 } split /,/, $rest;
    $! = 0;
    my $result = syscall($number, @arguments);
    printf "%s %d\n", $name, $result == -1 ? $! + 0 : 0;
}
