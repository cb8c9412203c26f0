// Writes lines of 100 bytes as fast as it can and says how many bytes a second it got rid of: flood BYTES RESULT.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int main(int count, char **arguments)
{
    static char lines[64000];
    long long total = atoll(arguments[1]), written = 0;
    struct timespec begin, end;
    for (int i = 0; i < 640; i++) {
        memset(lines + i * 100, 'a' + i % 26, 99);
        lines[i * 100 + 99] = '\n';
    }
    clock_gettime(CLOCK_MONOTONIC, &begin);
    while (written < total) {
        ssize_t went = write(1, lines, sizeof lines);
        if (went <= 0)
            return 1;
        written += went;
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    FILE *result = fopen(arguments[2], "w");
    fprintf(result, "%.0f\n", written / (end.tv_sec - begin.tv_sec + (end.tv_nsec - begin.tv_nsec) / 1e9));
    fclose(result);
    for (;;)
        pause();
}
