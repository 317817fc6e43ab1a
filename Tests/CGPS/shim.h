// What Earshot reads of libgps, whose structures change between major versions. Each `#if` on
// GPSD_API_MAJOR_VERSION stands here and nowhere else.
#ifndef EARSHOT_CGPS_SHIM_H
#define EARSHOT_CGPS_SHIM_H

#include <gps.h>
#include <stdint.h>
#include <stdlib.h>

#if GPSD_API_MAJOR_VERSION < 11
#error "libgps is too old: API 11 (gpsd 3.22, Debian 12) or newer is needed"
#endif

enum earshot_gps_kind {
    EARSHOT_GPS_OTHER,
    EARSHOT_GPS_FIX,
    EARSHOT_GPS_SATELLITES,
    EARSHOT_GPS_RECEIVERS,
    EARSHOT_GPS_PULSE,
    EARSHOT_GPS_VERSION
};

struct earshot_gps_time {
    int64_t seconds;
    int64_t nanoseconds;
};

struct earshot_gps_report {
    int32_t kind;
    // EARSHOT_GPS_FIX: a double is NaN, a time 0, where the receiver said nothing.
    int32_t mode;
    double latitude, longitude;
    double horizontal_error, latitude_error, longitude_error;
    struct earshot_gps_time time;
    int32_t leap_seconds;
    int32_t satellites_used, satellites_seen;
    int32_t receivers;
    struct earshot_gps_time pulse_real, pulse_clock;
};

typedef struct gps_data_t earshot_gps_state;

// 24 kB, on the heap because most libraries' stacks are small; freed by free().
static inline earshot_gps_state *earshot_gps_new(void) {
    return (earshot_gps_state *)calloc(1, sizeof(struct gps_data_t));
}

static inline struct earshot_gps_time earshot_gps_time_of(struct timespec time) {
    struct earshot_gps_time result = {time.tv_sec, time.tv_nsec};
    return result;
}

// Reads one line of gpsd's JSON, which ends with a NUL byte. The state holds what earlier lines
// said, so the report takes only what this one set.
static inline struct earshot_gps_report earshot_gps_unpack(
    earshot_gps_state *state, char *line) {
    struct earshot_gps_report report = {.kind = EARSHOT_GPS_OTHER};
    state->set = 0;
    state->leap_seconds = 0;
    if (gps_unpack(line, state) != 0) return report;
    if (state->set & MODE_SET) {
        report.kind = EARSHOT_GPS_FIX;
        report.mode = state->fix.mode;
        report.latitude = state->fix.latitude;
        report.longitude = state->fix.longitude;
        report.horizontal_error = state->fix.eph;
        report.latitude_error = state->fix.epy;
        report.longitude_error = state->fix.epx;
        report.time = earshot_gps_time_of(state->fix.time);
        report.leap_seconds = state->leap_seconds;
    } else if (state->set & SATELLITE_SET) {
        report.kind = EARSHOT_GPS_SATELLITES;
        report.satellites_used = state->satellites_used;
        report.satellites_seen = state->satellites_visible;
    } else if (state->set & PPS_SET) {
        report.kind = EARSHOT_GPS_PULSE;
        report.pulse_real = earshot_gps_time_of(state->pps.real);
        report.pulse_clock = earshot_gps_time_of(state->pps.clock);
    } else if (state->set & DEVICELIST_SET) {
        report.kind = EARSHOT_GPS_RECEIVERS;
        report.receivers = state->devices.ndevices;
    } else if (state->set & VERSION_SET) {
        report.kind = EARSHOT_GPS_VERSION;
    }
    return report;
}

#endif
