#ifndef EARSHOT_NETWORKS_H
#define EARSHOT_NETWORKS_H

#include <stddef.h>

// The bytes of networks/main.toml and networks/demo.toml at the time of the build.
const unsigned char *earshot_main_network(void);
size_t earshot_main_network_length(void);
const unsigned char *earshot_demo_network(void);
size_t earshot_demo_network_length(void);

#endif
