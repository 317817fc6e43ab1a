// Preloaded into a program under test: counts its calls that change one folder, and at one of them
// kills the program or lets the call fail. Environment:
//   FAULT_DIR    only calls on files below this folder count
//   FAULT_AT     the call's number, from 1; without it nothing fails
//   FAULT_FOR    so many calls from there on fail (default 1; for errors)
//   FAULT_CALL   only calls of this name count for FAULT_AT (write, sync, rename, …)
//   FAULT_HOW    before | after | part: killed before or after the call, or in the middle of a
//                write; or a number: the errno with which the call fails
//   FAULT_TRACE  a file that gets a line for every call, and for what goes to standard output
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static long count;

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static const char *setting(const char *name) {
    const char *value = getenv(name);
    return value ? value : "";
}

// The file's path below the folder; NULL for others.
static const char *below(const char *path) {
    const char *folder = setting("FAULT_DIR");
    size_t length = strlen(folder);
    if (length == 0 || strncmp(path, folder, length) != 0) return NULL;
    if (path[length] == '\0') return ".";
    return path[length] == '/' ? path + length + 1 : NULL;
}

static const char *name_of(int file, char *buffer) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t size = readlink(link, buffer, PATH_MAX - 1);
    if (size < 0) return NULL;
    buffer[size] = '\0';
    return below(buffer);
}

// The path below the folder of a name in an open folder; NULL for others.
static const char *name_in(int folder, const char *name, char *buffer) {
    const char *above = name_of(folder, buffer);
    if (!above || strcmp(above, ".") == 0) return above ? name : NULL;
    size_t length = strlen(above);
    if (length + strlen(name) + 2 > PATH_MAX) return NULL;
    memmove(buffer, above, length);
    sprintf(buffer + length, "/%s", name);
    return buffer;
}

static int is_folder(int file) {
    struct stat about;
    return fstat(file, &about) == 0 && S_ISDIR(about.st_mode);
}

// Changes nothing that is told to be kept.
static int is_lock(const char *name) {
    size_t length = strlen(name);
    return length >= 4 && strcmp(name + length - 4, "lock") == 0;
}

static void trace(const char *call, const char *name, long long number, const void *bytes,
                  size_t size) {
    const char *path = setting("FAULT_TRACE");
    if (!*path) return;
    static int file = -1;
    if (file < 0) {
        file = NEXT(open)(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    }
    size_t room = 512 + strlen(name) + 2 * size;
    char *line = malloc(room);
    size_t end = (size_t)snprintf(line, room, "%s %s %lld ", call, name, number);
    for (size_t i = 0; i < size; i++) {
        end += (size_t)sprintf(line + end, "%02x", ((const unsigned char *)bytes)[i]);
    }
    line[end++] = '\n';
    NEXT(write)(file, line, end);
    free(line);
}

enum { GO, FAIL, PART, AFTER };

// What is to become of this call; sets errno for a failure, does not return from a kill.
static int fate(const char *call) {
    const char *only = setting("FAULT_CALL");
    if (*only && strcmp(only, call) != 0) return GO;
    count++;
    long at = atol(setting("FAULT_AT"));
    if (at == 0) return GO;
    const char *how = setting("FAULT_HOW");
    if (strcmp(how, "before") == 0 && count == at) raise(SIGKILL);
    if (strcmp(how, "after") == 0 && count == at) return AFTER;
    if (strcmp(how, "part") == 0 && count == at) return PART;
    int number = atoi(how);
    const char *many = setting("FAULT_FOR");
    long last = at + (*many ? atol(many) : 1);
    if (number > 0 && count >= at && count < last) {
        errno = number;
        return FAIL;
    }
    return GO;
}

static void end(int fate) {
    if (fate == AFTER || fate == PART) raise(SIGKILL);
}

static ssize_t put(int file, const void *bytes, size_t size, off64_t offset) {
    char buffer[PATH_MAX];
    const char *name = name_of(file, buffer);
    if (!name) return NEXT(pwrite64)(file, bytes, size, offset);
    int fated = fate("write");
    if (fated == FAIL) {
        // A disk that fills up takes what still fits.
        if (errno == ENOSPC && size > 100) {
            trace("write", name, offset, bytes, size / 2);
            static int once;
            if (once++ == 0) return NEXT(pwrite64)(file, bytes, size / 2, offset);
            errno = ENOSPC;
        }
        return -1;
    }
    if (fated == PART) size /= 2;
    trace("write", name, offset, bytes, size);
    ssize_t result = NEXT(pwrite64)(file, bytes, size, offset);
    end(fated);
    return result;
}

ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t offset) {
    return put(file, bytes, size, offset);
}

ssize_t pwrite(int file, const void *bytes, size_t size, off_t offset) {
    return put(file, bytes, size, offset);
}

ssize_t write(int file, const void *bytes, size_t size) {
    if (file == 1) trace("say", "-", 0, bytes, size);
    char buffer[PATH_MAX];
    const char *name = file > 2 ? name_of(file, buffer) : NULL;
    if (!name) return NEXT(write)(file, bytes, size);
    int fated = fate("write");
    if (fated == FAIL) return -1;
    if (fated == PART) size /= 2;
    trace("write", name, -1, bytes, size);
    ssize_t result = NEXT(write)(file, bytes, size);
    end(fated);
    return result;
}

// Reads change nothing: they count only when they alone are asked for.
static ssize_t get(int file, void *bytes, size_t size, off64_t offset) {
    char buffer[PATH_MAX];
    if (strcmp(setting("FAULT_CALL"), "read") == 0 && name_of(file, buffer)
        && fate("read") == FAIL) {
        return -1;
    }
    return NEXT(pread64)(file, bytes, size, offset);
}

ssize_t pread64(int file, void *bytes, size_t size, off64_t offset) {
    return get(file, bytes, size, offset);
}

ssize_t pread(int file, void *bytes, size_t size, off_t offset) {
    return get(file, bytes, size, offset);
}

static int flush(int file, int (*real)(int)) {
    char buffer[PATH_MAX];
    const char *name = name_of(file, buffer);
    if (!name) return real(file);
    int fated = fate("sync");
    if (fated == FAIL) return -1;
    int result = real(file);
    trace(is_folder(file) ? "syncfolder" : "sync", name, 0, NULL, 0);
    end(fated);
    return result;
}

int fdatasync(int file) { return flush(file, NEXT(fdatasync)); }
int fsync(int file) { return flush(file, NEXT(fsync)); }

static int cut(int file, off64_t size) {
    char buffer[PATH_MAX];
    const char *name = name_of(file, buffer);
    if (!name || is_lock(name)) return NEXT(ftruncate64)(file, size);
    int fated = fate("cut");
    if (fated == FAIL) return -1;
    trace("cut", name, size, NULL, 0);
    int result = NEXT(ftruncate64)(file, size);
    end(fated);
    return result;
}

int ftruncate64(int file, off64_t size) { return cut(file, size); }
int ftruncate(int file, off_t size) { return cut(file, size); }

int renameat(int folder, const char *old, int new_folder, const char *new) {
    char buffer[PATH_MAX], new_buffer[PATH_MAX];
    const char *from = name_in(folder, old, buffer);
    const char *to = name_in(new_folder, new, new_buffer);
    if (!from || !to) return NEXT(renameat)(folder, old, new_folder, new);
    int fated = fate("rename");
    if (fated == FAIL) return -1;
    trace("rename", from, 0, to, strlen(to));
    int result = NEXT(renameat)(folder, old, new_folder, new);
    end(fated);
    return result;
}

int unlinkat(int folder, const char *name, int flags) {
    char buffer[PATH_MAX];
    const char *path = name_in(folder, name, buffer);
    if (!path || faccessat(folder, name, F_OK, 0) != 0) {
        return NEXT(unlinkat)(folder, name, flags);
    }
    int fated = fate("unlink");
    if (fated == FAIL) return -1;
    trace("unlink", path, 0, NULL, 0);
    int result = NEXT(unlinkat)(folder, name, flags);
    end(fated);
    return result;
}

int mkdirat(int folder, const char *name, mode_t mode) {
    char buffer[PATH_MAX];
    const char *path = name_in(folder, name, buffer);
    if (!path || faccessat(folder, name, F_OK, 0) == 0) {
        return NEXT(mkdirat)(folder, name, mode);
    }
    int fated = fate("folder");
    if (fated == FAIL) return -1;
    trace("folder", path, 0, NULL, 0);
    int result = NEXT(mkdirat)(folder, name, mode);
    end(fated);
    return result;
}

static int make(int folder, const char *name, int flags, mode_t mode,
                int (*real)(int, const char *, int, ...)) {
    char buffer[PATH_MAX];
    const char *path = flags & O_CREAT ? name_in(folder, name, buffer) : NULL;
    if (!path || faccessat(folder, name, F_OK, 0) == 0) {
        return real(folder, name, flags, mode);
    }
    int fated = fate("create");
    if (fated == FAIL) return -1;
    trace("create", path, 0, NULL, 0);
    int result = real(folder, name, flags, mode);
    end(fated);
    return result;
}

int openat64(int folder, const char *name, int flags, ...) {
    va_list list;
    va_start(list, flags);
    mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0;
    va_end(list);
    return make(folder, name, flags, mode, NEXT(openat64));
}

int openat(int folder, const char *name, int flags, ...) {
    va_list list;
    va_start(list, flags);
    mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0;
    va_end(list);
    return make(folder, name, flags, mode, NEXT(openat));
}

// The same by whole paths, as other parts of a program and SQLite ask for it.

static int make_path(const char *path, int flags, mode_t mode, int (*real)(const char *, int, ...)) {
    const char *name = flags & O_CREAT ? below(path) : NULL;
    if (!name || is_lock(name) || access(path, F_OK) == 0) return real(path, flags, mode);
    int fated = fate("create");
    if (fated == FAIL) return -1;
    trace("create", name, 0, NULL, 0);
    int result = real(path, flags, mode);
    end(fated);
    return result;
}

int open64(const char *path, int flags, ...) {
    va_list list;
    va_start(list, flags);
    mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0;
    va_end(list);
    return make_path(path, flags, mode, NEXT(open64));
}

int open(const char *path, int flags, ...) {
    va_list list;
    va_start(list, flags);
    mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0;
    va_end(list);
    return make_path(path, flags, mode, NEXT(open));
}

int rename(const char *old, const char *new) {
    const char *from = below(old), *to = below(new);
    if (!from || !to) return NEXT(rename)(old, new);
    int fated = fate("rename");
    if (fated == FAIL) return -1;
    trace("rename", from, 0, to, strlen(to));
    int result = NEXT(rename)(old, new);
    end(fated);
    return result;
}

int unlink(const char *path) {
    const char *name = below(path);
    if (!name || access(path, F_OK) != 0) return NEXT(unlink)(path);
    int fated = fate("unlink");
    if (fated == FAIL) return -1;
    trace("unlink", name, 0, NULL, 0);
    int result = NEXT(unlink)(path);
    end(fated);
    return result;
}

int mkdir(const char *path, mode_t mode) {
    const char *name = below(path);
    if (!name || access(path, F_OK) == 0) return NEXT(mkdir)(path, mode);
    int fated = fate("folder");
    if (fated == FAIL) return -1;
    trace("folder", name, 0, NULL, 0);
    int result = NEXT(mkdir)(path, mode);
    end(fated);
    return result;
}
