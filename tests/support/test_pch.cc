// Carries the precompiled Catch header; holds nothing itself.
