#pragma once

// The one place where headers of the benchmark's programs get Asio from.
#include <boost/asio.hpp>

namespace atelier::bench {
namespace asio = boost::asio;
}
