# Swagger UI for the page at /api/v1/docs, fetched by npm when it is not there yet. Without it the
# program is whole but for that page.
execute_process(COMMAND ${CMAKE_SOURCE_DIR}/tools/docs/fetch
    OUTPUT_VARIABLE swagger_ui OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE fetched)
if(fetched EQUAL 0)
    set_source_files_properties(${CMAKE_CURRENT_SOURCE_DIR}/docs/assets.cpp PROPERTIES
        COMPILE_DEFINITIONS "ATELIER_SWAGGER_UI=\"${swagger_ui}\""
        OBJECT_DEPENDS "${swagger_ui}/swagger-ui.css;${swagger_ui}/swagger-ui-bundle.js")
else()
    message(WARNING "Swagger UI cannot be had: this build will have no page at /api/v1/docs")
endif()
