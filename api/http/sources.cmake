# The transport edge: sources relative to api/, and what they need.
#   definitions: the library that compiles them, PRIVATE, ${API_HTTP_DEFINITIONS}
#   link:        ${API_HTTP_LIBRARIES}
# Only files that include api/http/asio.hpp see Asio or Beast, and none of the public headers does.
set(API_HTTP_SOURCES
    http/asio_impl.cpp
    http/coding.cpp
    http/connection.cpp
    http/due_writes.cpp
    http/error_envelope.cpp
    http/gzip.cpp
    http/http_session.cpp
    http/message.cpp
    http/outgoing.cpp
    http/request_id.cpp
    http/request_parser.cpp
    http/server.cpp
    http/tls.cpp
    http/url.cpp
    http/utf8.cpp
    http/websocket_handshake.cpp
    http/websocket_reader.cpp
    http/websocket_session.cpp)
set(API_HTTP_DEFINITIONS BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
set(API_HTTP_LIBRARIES
    atelier_domain fmt::fmt spdlog::spdlog ZLIB::ZLIB PkgConfig::BROTLI
    OpenSSL::SSL OpenSSL::Crypto Boost::system Threads::Threads)
