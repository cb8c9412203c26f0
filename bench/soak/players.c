// What the long tests of the supervisor run where a shell would take too much of the machine: players kin|crowd|orphans|probe|flood|bomb [FILE]
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *file;

static void append(const char *line)
{
    int to = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (to < 0 || write(to, line, strlen(line)) < 0)
        _exit(1);
    close(to);
}

static long now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000L + time.tv_nsec / 1000;
}

// A command with a child in a session of its own and a daemon that forked twice; all of them end when they are asked to.
static void kin(void)
{
    if (fork() == 0) {
        setsid();
        for (;;)
            pause();
    }
    if (fork() == 0) {
        setsid();
        if (fork() != 0)
            _exit(0);
        for (;;)
            pause();
    }
    for (;;)
        pause();
}

// Bystanders of a moment each, so that every number of a process is soon another's. One that does not end by itself was hit.
static void crowd(void)
{
    for (;;) {
        int status;
        if (fork() == 0) {
            usleep(1500);
            _exit(0);
        }
        usleep(1000);
        while (waitpid(-1, &status, WNOHANG) > 0)
            if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
                append("a bystander was hit\n");
    }
}

// Leaves 200 orphans a second to PID 1.
static void orphans(void)
{
    for (long count = 1;; count++) {
        if (fork() == 0) {
            if (fork() == 0)
                usleep(10000);
            _exit(0);
        }
        wait(NULL);
        usleep(4500);
        if (count % 200 == 0)
            append("200\n");
    }
}

// A worker's job every 10 ms, some computing and a process: how many microseconds each took from when it was due.
static void probe(void)
{
    for (long due = now();; due = now()) {
        char line[32];
        volatile long sum = 0;
        due += 10000;
        while (now() < due)
            usleep(due - now());
        for (long i = 0; i < 1000000; i++)
            sum += i;
        if (fork() == 0)
            _exit(0);
        wait(NULL);
        sprintf(line, "%ld\n", now() - due);
        append(line);
    }
}

// As many processes as it is let have, each of which tries to be more.
static void bomb(void)
{
    for (;;)
        fork();
}

// Lines of 100 bytes as fast as they are taken.
static void flood(void)
{
    static char lines[64000];
    memset(lines, 'x', sizeof lines);
    for (int i = 99; i < sizeof lines; i += 100)
        lines[i] = '\n';
    while (write(1, lines, sizeof lines) > 0)
        ;
}

int main(int count, char **arguments)
{
    const struct { const char *name; void (*play)(void); } plays[] = {
        { "kin", kin }, { "crowd", crowd }, { "orphans", orphans }, { "probe", probe }, { "flood", flood }, { "bomb", bomb },
    };
    file = count > 2 ? arguments[2] : "/dev/null";
    for (int i = 0; count > 1 && i < sizeof plays / sizeof *plays; i++)
        if (strcmp(plays[i].name, arguments[1]) == 0)
            plays[i].play();
    return 1;
}
