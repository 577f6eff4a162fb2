#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace atelier::api {

/// How the body of an answer is encoded (RFC 9110 §8.4.1).
enum class Coding { identity, gzip, brotli };

/// The best coding that an Accept-Encoding header allows: brotli, then gzip.
Coding coding_for(std::string_view accept_encoding);
/// "gzip", "br", and "" for what is left as it is.
std::string_view name_of(Coding coding);

/// The whole text in that coding, at a speed for answers made on the fly.
std::string encode(Coding coding, std::string_view text);

/// What a text that many answers share is in each coding, made when it is first asked for.
/// Thread-safe.
class Encodings {
public:
    std::shared_ptr<std::string const> of(std::string_view text, Coding coding);

private:
    std::mutex mutex_;
    std::map<Coding, std::shared_ptr<std::string const>> made_;
};

/// One brotli stream (RFC 7932), quality 0 (fast) to 11 (small).
std::string brotli(std::string_view text, int quality);

}  // namespace atelier::api
