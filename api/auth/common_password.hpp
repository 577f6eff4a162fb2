#pragma once

#include <string_view>

namespace atelier::api {

/// Passwords that somebody who tries the likely ones first finds among this many.
inline constexpr double common_password_guesses = 10'000;

/// Whether `password` is one of the commonest: zxcvbn (with its lists of leaked passwords, words
/// and names, of patterns on the keyboard, repeats and dates) finds it within the first
/// `common_password_guesses`. Up to some milliseconds: not for an Asio thread.
bool is_common_password(std::string_view password);

}  // namespace atelier::api
