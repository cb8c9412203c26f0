# Answers with its own name on TCP and UDP port 7000 of all addresses, and on an abstract Unix socket.
use strict;
use IO::Select;
use Socket qw(:all);

my $name = shift;
$SIG{PIPE} = 'IGNORE';
my $any = pack_sockaddr_in6(7000, inet_pton(AF_INET6, '::'));
socket(my $tcp, AF_INET6, SOCK_STREAM, 0) or die "tcp: $!";
setsockopt($tcp, SOL_SOCKET, SO_REUSEADDR, 1);
bind($tcp, $any) && listen($tcp, 50) or die "tcp: $!";
socket(my $udp, AF_INET6, SOCK_DGRAM, 0) or die "udp: $!";
bind($udp, $any) or die "udp: $!";
socket(my $unix, PF_UNIX, SOCK_STREAM, 0) or die;
bind($unix, pack_sockaddr_un("\0sundog-$name")) or die;
listen($unix, 50) or die;
my $ready = IO::Select->new($tcp, $udp, $unix);
while (1) {
    for my $socket ($ready->can_read) {
        if ($socket == $udp) {
            my $from = recv($udp, my $asked, 64, 0);
            send($udp, $name, 0, $from) if defined $from;
        } elsif (accept(my $client, $socket)) {
            syswrite($client, "$name\n");
            close($client);
        }
    }
}
