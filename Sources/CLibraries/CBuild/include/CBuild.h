#pragma once

/// The commit the program was built from, as Package.swift learned it from git.
const char *_Nonnull earshot_build_commit(void);
