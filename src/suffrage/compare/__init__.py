"""The same votes under another law: scenarios, what they assume, how sure one can be, and the usual measures."""
