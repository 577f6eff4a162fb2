#include "domain/time.hpp"

namespace atelier {
namespace {

constexpr std::int64_t milliseconds_per_day = 86'400'000;
constexpr std::int64_t first_instant = -62'135'596'800'000;  // 0001-01-01T00:00:00.000Z
constexpr std::int64_t last_instant = 253'402'300'799'999;   // 9999-12-31T23:59:59.999Z

/// Reads fixed-width digits and single characters from the front of a text.
struct Scanner {
    std::string_view rest;

    std::optional<int> digits(std::size_t count) {
        if (rest.size() < count) return std::nullopt;
        int value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (rest[i] < '0' || rest[i] > '9') return std::nullopt;
            value = value * 10 + (rest[i] - '0');
        }
        rest.remove_prefix(count);
        return value;
    }
    bool skip(char expected) {
        if (rest.empty() || rest.front() != expected) return false;
        rest.remove_prefix(1);
        return true;
    }
};

std::optional<std::int32_t> scan_days(Scanner& scanner) {
    auto const year = scanner.digits(4);
    if (!year || *year < 1 || !scanner.skip('-')) return std::nullopt;
    auto const month = scanner.digits(2);
    if (!month || !scanner.skip('-')) return std::nullopt;
    auto const day = scanner.digits(2);
    if (!day) return std::nullopt;
    std::chrono::year_month_day const date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) return std::nullopt;
    return static_cast<std::int32_t>(std::chrono::sys_days{date}.time_since_epoch().count());
}

/// The last `Count` digits, with zeros in front.
template <int Count>
void append_digits(std::string& text, std::int64_t number) {
    char digits[Count];
    for (int i = Count; i-- > 0; number /= 10) digits[i] = static_cast<char>('0' + number % 10);
    text.append(digits, Count);
}

int scan_milliseconds(Scanner& scanner) {
    int value = 0;
    int places = 0;
    while (auto digit = scanner.digits(1)) {
        if (places++ < 3) value = value * 10 + *digit;
    }
    for (; places < 3; ++places) value *= 10;
    return value;
}

std::optional<std::int64_t> scan_offset_minutes(Scanner& scanner) {
    if (scanner.skip('Z') || scanner.skip('z')) return 0;
    int const sign = scanner.skip('+') ? 1 : scanner.skip('-') ? -1 : 0;
    if (sign == 0) return std::nullopt;
    auto const hours = scanner.digits(2);
    if (!hours || *hours > 23 || !scanner.skip(':')) return std::nullopt;
    auto const minutes = scanner.digits(2);
    if (!minutes || *minutes > 59) return std::nullopt;
    return sign * (*hours * 60 + *minutes);
}

}  // namespace

std::optional<Timestamp> Timestamp::from_text(std::string_view text) {
    Scanner scanner{text};
    auto const days = scan_days(scanner);
    if (!days || !(scanner.skip('T') || scanner.skip('t'))) return std::nullopt;
    auto const hour = scanner.digits(2);
    if (!hour || *hour > 23 || !scanner.skip(':')) return std::nullopt;
    auto const minute = scanner.digits(2);
    if (!minute || *minute > 59 || !scanner.skip(':')) return std::nullopt;
    auto const second = scanner.digits(2);
    if (!second || *second > 59) return std::nullopt;
    int milliseconds = 0;
    if (scanner.skip('.')) {
        if (scanner.rest.empty() || scanner.rest[0] < '0' || scanner.rest[0] > '9')
            return std::nullopt;
        milliseconds = scan_milliseconds(scanner);
    }
    auto const offset = scan_offset_minutes(scanner);
    if (!offset || !scanner.rest.empty()) return std::nullopt;
    auto const instant = *days * milliseconds_per_day +
                         ((*hour * 60LL + *minute - *offset) * 60 + *second) * 1000 + milliseconds;
    // An offset can lead out of the years that a text has four digits for.
    if (instant < first_instant || instant > last_instant) return std::nullopt;
    return Timestamp{instant};
}

std::string to_text(Timestamp time) {
    auto days = time.milliseconds / milliseconds_per_day;
    auto rest = time.milliseconds % milliseconds_per_day;
    if (rest < 0) {
        rest += milliseconds_per_day;
        --days;
    }
    auto text = to_text(Date{static_cast<std::int32_t>(days)});
    text += 'T';
    append_digits<2>(text, rest / 3'600'000);
    text += ':';
    append_digits<2>(text, rest / 60'000 % 60);
    text += ':';
    append_digits<2>(text, rest / 1000 % 60);
    text += '.';
    append_digits<3>(text, rest % 1000);
    text += 'Z';
    return text;
}

std::optional<Date> Date::from_text(std::string_view text) {
    Scanner scanner{text};
    auto const days = scan_days(scanner);
    if (!days || !scanner.rest.empty()) return std::nullopt;
    return Date{*days};
}

std::string to_text(Date date) {
    std::chrono::year_month_day const calendar{std::chrono::sys_days{std::chrono::days{date.days}}};
    std::string text;
    text.reserve(24);  // a time follows
    append_digits<4>(text, static_cast<int>(calendar.year()));
    text += '-';
    append_digits<2>(text, static_cast<unsigned>(calendar.month()));
    text += '-';
    append_digits<2>(text, static_cast<unsigned>(calendar.day()));
    return text;
}

DateOrTime::DateOrTime(Date day)
    : time{(day.days + 1LL) * milliseconds_per_day - 1}, is_date(true) {}

Timestamp DateOrTime::begins_at() const {
    return is_date ? Timestamp{time.milliseconds - milliseconds_per_day + 1} : time;
}

std::optional<DateOrTime> DateOrTime::from_text(std::string_view text) {
    if (auto const day = Date::from_text(text)) return DateOrTime{*day};
    if (auto const instant = Timestamp::from_text(text)) return DateOrTime{*instant};
    return std::nullopt;
}

std::string to_text(DateOrTime const& when) {
    auto text = to_text(when.time);
    if (when.is_date) text.resize(text.find('T'));
    return text;
}

}  // namespace atelier
