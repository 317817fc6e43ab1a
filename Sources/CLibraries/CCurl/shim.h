// libcurl. Its setters take a variable list of arguments, which Swift cannot call: one function for
// each type of argument.
#ifndef EARSHOT_CCURL_SHIM_H
#define EARSHOT_CCURL_SHIM_H

#include <curl/curl.h>

#if LIBCURL_VERSION_NUM < 0x075700
#error "libcurl is too old: 7.87 or newer is needed"
#endif

typedef size_t (*earshot_curl_receiver)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode earshot_curl_long(CURL *curl, CURLoption option, long value) {
    return curl_easy_setopt(curl, option, value);
}

static inline CURLcode earshot_curl_text(CURL *curl, CURLoption option, const char *value) {
    return curl_easy_setopt(curl, option, value);
}

static inline CURLcode earshot_curl_size(CURL *curl, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(curl, option, value);
}

static inline CURLcode earshot_curl_pointer(CURL *curl, CURLoption option, void *value) {
    return curl_easy_setopt(curl, option, value);
}

static inline CURLcode earshot_curl_call(
    CURL *curl, CURLoption option, earshot_curl_receiver value) {
    return curl_easy_setopt(curl, option, value);
}

static inline CURLcode earshot_curl_get_long(CURL *curl, CURLINFO what, long *value) {
    return curl_easy_getinfo(curl, what, value);
}

static inline CURLcode earshot_curl_get_time(CURL *curl, CURLINFO what, curl_off_t *value) {
    return curl_easy_getinfo(curl, what, value);
}

static inline CURLMcode earshot_curl_multi_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

// The result inside of a message is a union.
static inline CURLcode earshot_curl_result(const CURLMsg *message) { return message->data.result; }

#endif
