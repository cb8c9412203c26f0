# Tries each of the given targets (tcp:ADDRESS, udp:ADDRESS, unix:NAME) and prints who answered, or "-".
use strict;
use IO::Select;
use IO::Socket::IP;
use Socket;

$| = 1;
for my $target (@ARGV) {
    my ($kind, $address) = split /:/, $target, 2;
    my $answer;
    my $socket;
    if ($kind eq 'unix') {
        socket($socket, PF_UNIX, SOCK_STREAM, 0);
        undef $socket unless connect($socket, pack_sockaddr_un("\0sundog-$address"));
    } else {
        $socket = IO::Socket::IP->new(PeerHost => $address, PeerPort => 7000, Proto => $kind, Timeout => 0.5);
        send($socket, 'who', 0) if $socket && $kind eq 'udp';
    }
    if ($socket && IO::Select->new($socket)->can_read(0.5)) {
        sysread($socket, $answer, 64);
    }
    $answer = '-' unless defined $answer && length $answer;
    chomp $answer;
    print "$target $answer\n";
}
