#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include <boost/describe.hpp>
#include <boost/mp11.hpp>

/// What Boost.Describe and the compiler say about types.
namespace atelier::codec {

/// The name as the compiler spells it, with its namespaces.
template <class T>
constexpr std::string_view qualified_name() {
    std::string_view const signature = __PRETTY_FUNCTION__;
    auto const first = signature.find("T = ") + 4;
    auto const last = signature.find_first_of(";]", first);
    return signature.substr(first, last - first);
}

/// The part after the last `::`; of a template, without its arguments.
constexpr std::string_view unqualified(std::string_view name) {
    name = name.substr(0, name.find('<'));
    auto const colons = name.rfind("::");
    return colons == name.npos ? name : name.substr(colons + 2);
}

template <class T>
concept TextValue = requires(T const& value, std::string_view text) {
    { to_text(value) } -> std::convertible_to<std::string>;
    { T::from_text(text) } -> std::same_as<std::optional<T>>;
};

template <class T>
concept DescribedEnum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;

/// A struct that is read and written member by member.
template <class T>
concept StructType =
    std::is_class_v<T> && boost::describe::has_describe_members<T>::value && !TextValue<T>;

template <class T>
using DescribedMembers =
    boost::mp11::mp_rename<boost::describe::describe_members<T, boost::describe::mod_any_access>,
                           boost::mp11::mp_list>;

template <class Pointer>
struct MemberType;
template <class Struct, class Type>
struct MemberType<Type Struct::*> {
    using type = Type;
};
template <class Descriptor>
using DescribedType = typename MemberType<std::remove_cv_t<decltype(Descriptor::pointer)>>::type;

template <class T, class... Descriptors>
consteval bool takes_described(boost::mp11::mp_list<Descriptors...>) {
    return requires { T{std::declval<DescribedType<Descriptors>>()...}; };
}

template <class T, class... Descriptors>
consteval bool takes_one_more(boost::mp11::mp_list<Descriptors...>) {
    return requires { T{std::declval<DescribedType<Descriptors>>()..., {}}; };
}

/// Fails to compile unless T is an aggregate all of whose members are described, in order.
template <class T>
consteval bool check_description() {
    static_assert(std::is_aggregate_v<T>, "a struct with JSON must be a plain aggregate");
    static_assert(boost::mp11::mp_empty<
                      boost::describe::describe_bases<T, boost::describe::mod_any_access>>(),
                  "a struct with JSON must have no bases");
    static_assert(takes_described<T>(DescribedMembers<T>{}),
                  "BOOST_DESCRIBE_STRUCT must list the members in the order of their declaration");
    static_assert(!takes_one_more<T>(DescribedMembers<T>{}),
                  "BOOST_DESCRIBE_STRUCT forgets a member");
    return true;
}

template <class T>
constexpr std::string_view wire_name_of() {
    if constexpr (requires { std::string_view(T::wire_name); }) {
        return T::wire_name;
    } else {
        return unqualified(qualified_name<T>());
    }
}

}  // namespace atelier::codec
