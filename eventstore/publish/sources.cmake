set(EVENTSTORE_PUBLISH_SOURCES
    publish/publisher.cpp
    publish/shift.cpp
    publish/window.cpp
)
