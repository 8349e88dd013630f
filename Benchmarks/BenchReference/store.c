// The minimal SQLite loop: the rows of the journal's batches in prepared statements, WAL, synchronous=FULL, and nothing
// else: no checks, no checksums, no digest, no filter.
#include "reference.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The rows file: operations, each a byte and then its values. 'I': 8 bytes; 'T' and 'B': 4 bytes of length, then text or
// bytes; 'E' ends the values. All numbers are big-endian.
enum { begin = 'b', commit = 'c' };

static sqlite3 *database;
static sqlite3_stmt *statements[128];

static void run(const char *sql) {
    char *message = NULL;
    if (sqlite3_exec(database, sql, NULL, NULL, &message) != SQLITE_OK) fail("%s: %s", sql, message);
}

static void prepare(char operation, const char *sql) {
    if (sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statements[(int)operation], NULL) != SQLITE_OK)
        fail("%s: %s", sql, sqlite3_errmsg(database));
}

static void open_database(const char *path) {
    if (sqlite3_open(path, &database) != SQLITE_OK) fail("%s cannot be opened", path);
    run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768;"
        "PRAGMA wal_autocheckpoint = 4000; PRAGMA temp_store = MEMORY");
    run("CREATE TABLE journal (position INTEGER PRIMARY KEY, time_ns INTEGER NOT NULL, request_key TEXT NOT NULL,"
        " method TEXT NOT NULL, caller TEXT NOT NULL, trace TEXT NOT NULL, facts BLOB NOT NULL,"
        " checksum INTEGER NOT NULL) STRICT;"
        "CREATE TABLE outbox (id INTEGER PRIMARY KEY, lane INTEGER NOT NULL, position INTEGER NOT NULL,"
        " sequence INTEGER NOT NULL, exchange TEXT NOT NULL, routing_key TEXT NOT NULL, envelope BLOB NOT NULL,"
        " body BLOB NOT NULL, checksum INTEGER NOT NULL) STRICT;"
        "CREATE TABLE request_key (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, content_digest BLOB NOT NULL,"
        " ending INTEGER NOT NULL, position INTEGER NOT NULL, time_ns INTEGER NOT NULL, method TEXT NOT NULL,"
        " reply BLOB NOT NULL, status INTEGER NOT NULL, replays INTEGER NOT NULL, checksum INTEGER NOT NULL) STRICT;"
        "CREATE TABLE entity (kind TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, checksum INTEGER NOT NULL,"
        " PRIMARY KEY (kind, key)) STRICT, WITHOUT ROWID");
    prepare('j', "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, 0)");
    prepare('o', "INSERT INTO outbox VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)");
    prepare('k', "INSERT INTO request_key VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)");
    prepare('e', "INSERT INTO entity VALUES (?, ?, ?, 0) ON CONFLICT DO UPDATE SET value = excluded.value");
    prepare('d', "DELETE FROM entity WHERE kind = ? AND key = ?");
    prepare('r', "DELETE FROM outbox WHERE id BETWEEN ? AND ?");
    prepare(begin, "BEGIN IMMEDIATE");
    prepare(commit, "COMMIT");
}

static uint64_t number(const uint8_t *place, int bytes) {
    uint64_t value = 0;
    for (int i = 0; i < bytes; i++) value = value << 8 | place[i];
    return value;
}

/// Binds the values of one operation; returns where the next one starts.
static const uint8_t *bind(sqlite3_stmt *statement, const uint8_t *place) {
    for (int index = 1;; index++) {
        switch (*place++) {
        case 'E': return place;
        case 'I':
            sqlite3_bind_int64(statement, index, (sqlite3_int64)number(place, 8));
            place += 8;
            break;
        case 'T': {
            int length = (int)number(place, 4);
            sqlite3_bind_text(statement, index, (const char *)place + 4, length, SQLITE_STATIC);
            place += 4 + length;
            break;
        }
        case 'B': {
            int length = (int)number(place, 4);
            sqlite3_bind_blob(statement, index, place + 4, length, SQLITE_STATIC);
            place += 4 + length;
            break;
        }
        default: fail("the rows file is damaged");
        }
    }
}

/// Runs every operation of the file and prints how long that took.
int store_command(int count, char **arguments) {
    (void)count;
    size_t size;
    const uint8_t *place = read_file(arguments[1], &size), *end = place + size;
    open_database(arguments[0]);
    int64_t commits = 0, start = now_ns();
    while (place < end) {
        char operation = (char)*place++;
        sqlite3_stmt *statement = operation > 0 ? statements[(int)operation] : NULL;
        if (!statement) fail("the rows file is damaged");
        place = bind(statement, place);
        int result = sqlite3_step(statement);
        if (result != SQLITE_DONE) fail("a statement failed: %s", sqlite3_errmsg(database));
        sqlite3_reset(statement);
        if (operation == commit) commits++;
    }
    int64_t duration = now_ns() - start;
    printf("commits=%lld duration_ns=%lld\n", (long long)commits, (long long)duration);
    for (int i = 0; i < 128; i++) sqlite3_finalize(statements[i]);
    sqlite3_close(database);
    return 0;
}
