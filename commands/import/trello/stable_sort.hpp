#pragma once

#include <algorithm>
#include <cstddef>
#include <type_traits>
#include <utility>
#include <vector>

namespace atelier::commands::trello {

/// Sorts by what `key` says of an item; items with equal keys keep their sequence. In place of
/// std::stable_sort, which with libstdc++ 12 and clang is a deprecation warning, hence an error.
/// `key` runs once for each item.
template <class Item, class Key>
void sort_stably(std::vector<Item>& items, Key key) {
    using Value = std::decay_t<std::invoke_result_t<Key, Item const&>>;
    std::vector<std::pair<Value, std::size_t>> order;
    order.reserve(items.size());
    for (auto const& item : items) order.emplace_back(key(item), order.size());
    std::ranges::sort(order);
    std::vector<Item> sorted;
    sorted.reserve(items.size());
    for (auto const& [value, place] : order) sorted.push_back(std::move(items[place]));
    items = std::move(sorted);
}

}  // namespace atelier::commands::trello
