#!/usr/bin/env node
// Tracked and executable, so that package managers can link it before the first build.
require('../dist/bin.js');
