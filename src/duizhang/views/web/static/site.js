// The site works without this file. It adds: sorting of tables, keys, and back to the same place.
"use strict";
