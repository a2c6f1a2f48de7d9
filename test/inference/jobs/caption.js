// A job whose native library is not there.
process.stderr.write('libnative.so: cannot open shared object file\n');
process.exit(3);
