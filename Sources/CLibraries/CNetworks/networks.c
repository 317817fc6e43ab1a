#include "CNetworks.h"

// As in CPlaces: a change of a source rebuilds this.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char main_network[] = {
#embed "../../../networks/main.toml"
};

static const unsigned char demo_network[] = {
#embed "../../../networks/demo.toml"
};

const unsigned char *earshot_main_network(void) { return main_network; }
size_t earshot_main_network_length(void) { return sizeof main_network; }
const unsigned char *earshot_demo_network(void) { return demo_network; }
size_t earshot_demo_network_length(void) { return sizeof demo_network; }
