// SHA-256 of OpenSSL's libcrypto, which librabbitmq's TLS needs anyway.
#include <openssl/evp.h>
#include <openssl/sha.h>
