#include "api/http/tls.hpp"

#include <fmt/format.h>
#include <openssl/ssl.h>

#include <stdexcept>

namespace atelier::api {
namespace {

void check(ErrorCode const& error, char const* what, std::string const& file) {
    if (!error) return;
    throw std::runtime_error(
        fmt::format("the TLS {} in {} cannot be used: {}", what, file, error.message()));
}

}  // namespace

std::unique_ptr<TlsContext> make_tls_context(std::string const& certificate_file,
                                             std::string const& key_file) {
    auto context = std::make_unique<TlsContext>(TlsContext::tls_server);
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_RENEGOTIATION);
    ErrorCode error;
    context->use_certificate_chain_file(certificate_file, error);
    check(error, "certificate", certificate_file);
    context->use_private_key_file(key_file, TlsContext::pem, error);
    check(error, "key", key_file);
    return context;
}

}  // namespace atelier::api
