"""The wire contract in code: frames, events, codes and limits. Pure: no Django, no I/O."""
