#pragma once

#include <boost/describe.hpp>
#include <boost/mp11/algorithm.hpp>
#include <optional>
#include <string>
#include <vector>

#include "domain/personal.hpp"
#include "domain/rank.hpp"
#include "domain/text.hpp"
#include "domain/time.hpp"

namespace atelier::eventstore {

/// A value of T with every member set to something fixed and recognisable; golden copies are made
/// of them.
template <class T>
T sample();

template <class T>
struct Sample {
    static T make() {
        if constexpr (std::is_same_v<T, bool>) {
            return true;
        } else if constexpr (std::is_arithmetic_v<T>) {
            return static_cast<T>(42);
        } else if constexpr (std::is_enum_v<T>) {
            return boost::mp11::mp_front<boost::describe::describe_enumerators<T>>::value;
        } else {
            T value{};
            using Members = boost::describe::describe_members<T, boost::describe::mod_public>;
            boost::mp11::mp_for_each<Members>([&value](auto member) {
                auto& place = value.*member.pointer;
                place = sample<std::remove_reference_t<decltype(place)>>();
            });
            return value;
        }
    }
};

template <>
struct Sample<std::string> {
    static std::string make() { return "Grüße, \"quoted\" and\nbroken"; }
};
template <class Tag>
struct Sample<Id<Tag>> {
    static Id<Tag> make() { return *Id<Tag>::from_text("01963b6e-7c00-7abc-8def-0123456789ab"); }
};
template <>
struct Sample<Timestamp> {
    static Timestamp make() { return *Timestamp::from_text("2026-11-21T14:03:07.512Z"); }
};
template <>
struct Sample<Date> {
    static Date make() { return *Date::from_text("2026-11-21"); }
};
template <>
struct Sample<DateOrTime> {
    static DateOrTime make() { return DateOrTime{*Date::from_text("2026-11-21")}; }
};
template <>
struct Sample<Rank> {
    static Rank make() { return Rank{"2UWxYz00001"}; }
};
template <class T>
struct Sample<std::optional<T>> {
    static std::optional<T> make() { return sample<T>(); }
};
template <class T>
struct Sample<std::vector<T>> {
    static std::vector<T> make() { return {sample<T>()}; }
};
template <class T>
struct Sample<Patch<T>> {
    static Patch<T> make() { return {Patch<T>::Kind::set, sample<T>()}; }
};
template <class T>
struct Sample<Personal<T>> {
    static Personal<T> make() { return {sample<UserId>(), Sealed{"c2VhbGVk"}}; }
};

template <class T>
T sample() {
    return Sample<T>::make();
}

}  // namespace atelier::eventstore
