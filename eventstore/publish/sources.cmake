set(EVENTSTORE_PUBLISH_SOURCES
    publish/publisher.cpp
    publish/set_back.cpp
    publish/shift.cpp
    publish/window.cpp
)
