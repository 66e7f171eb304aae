// The function is in the compiler's run-time library; a C target needs a source file.
