// The references of the benchmark, and its load generator, in C on librabbitmq and SQLite alone.
#include "reference.h"

#include <stdio.h>
#include <string.h>

struct command {
    const char *name;
    int arguments;
    const char *usage;
    int (*run)(int count, char **arguments);
};

static const struct command commands[] = {
    {"floor", 5, "PORT QUEUE SAMPLES EVENTS-EXCHANGE EVENT-KEY", floor_command},
    {"echo", 4, "PORT QUEUE SAMPLES FILE", echo_command},
    {"fill", 4, "PORT EXCHANGE REPLY-TO REQUESTS", fill_command},
    {"call", 5, "PORT BLOCK REQUESTS EXCHANGE-1 EXCHANGE-2", call_command},
    {"open", 4, "PORT PER-SECOND REQUESTS EXCHANGE", open_command},
    {"store", 2, "DATABASE ROWS", store_command},
};

int main(int count, char **arguments) {
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        const struct command *command = &commands[i];
        if (count >= 2 && strcmp(arguments[1], command->name) == 0) {
            if (count - 2 != command->arguments) fail("usage: %s %s", command->name, command->usage);
            return command->run(count - 2, arguments + 2);
        }
    }
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        fprintf(stderr, "BenchReference %s %s\n", commands[i].name, commands[i].usage);
    return 2;
}
