// SQLite. What says that bytes are copied is a pointer made of -1, which Swift cannot write.
#ifndef EARSHOT_CSQLITE_SHIM_H
#define EARSHOT_CSQLITE_SHIM_H

#include <sqlite3.h>

#if SQLITE_VERSION_NUMBER < 3037000
#error "SQLite is too old: 3.37 or newer is needed, for STRICT tables"
#endif

static inline int earshot_sqlite_bytes(
    sqlite3_stmt *query, int place, const void *bytes, int count) {
    return sqlite3_bind_blob(query, place, bytes, count, SQLITE_TRANSIENT);
}

static inline int earshot_sqlite_text(
    sqlite3_stmt *query, int place, const char *bytes, int count) {
    return sqlite3_bind_text(query, place, bytes, count, SQLITE_TRANSIENT);
}

#endif
