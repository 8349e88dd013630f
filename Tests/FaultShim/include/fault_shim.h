/* What the shim and the tests agree on: the layout of the control file, which both have mapped or write to.

   Every field is little endian, at the offset where a C compiler puts it; 0 means that nothing is wrong. */
#ifndef FAULT_SHIM_H
#define FAULT_SHIM_H

#include <stdint.h>

struct fault_control {
    uint32_t write_error;       /* errno of every write to a file in the folder */
    uint32_t sync_error;        /* errno of every fsync and fdatasync there */
    uint32_t sync_milliseconds; /* how much longer every fsync and fdatasync there takes */
    uint32_t open_error;        /* errno of every attempt to open a file there for writing */
    int64_t clock_nanoseconds;  /* what is added to the time of day */
    uint64_t failed_writes;     /* counted by the shim, as are the others below */
    uint64_t failed_syncs;
    uint64_t slow_syncs;
};

#endif
