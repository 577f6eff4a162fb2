#pragma once

#include <string>

namespace atelier::api {

/// OpenAPI 3.1 of every route, made from the route table.
std::string openapi_document();

/// AsyncAPI 3 of the live messages and of the Kafka records.
std::string asyncapi_document();

}  // namespace atelier::api
