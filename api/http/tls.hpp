#pragma once

#include <memory>
#include <string>

#include "api/http/stream.hpp"

namespace atelier::api {

/// TLS 1.2 and newer with the certificate chain and the key of two PEM files. Throws
/// std::runtime_error that names the file that cannot be used.
std::unique_ptr<TlsContext> make_tls_context(std::string const& certificate_file,
                                             std::string const& key_file);

}  // namespace atelier::api
