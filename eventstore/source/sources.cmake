set(EVENTSTORE_SOURCE_SOURCES
    source/kafka_source.cpp
    source/log_source.cpp
    source/log_watch.cpp
)
