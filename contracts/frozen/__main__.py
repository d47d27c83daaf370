"""`make freeze`: freeze what is new."""

import sys

from contracts.frozen.freeze import main

sys.exit(main())
