#pragma once

#include <string_view>

namespace atelier::tools {

/// Whoever read standard output has gone (`| head`): the program ends quietly, and that is no
/// failure.
struct OutputClosed {};

/// Writes the text and a line feed to standard output. Buffered: `flush_output` before waiting.
/// Throws OutputClosed, or CommandFailed when the output cannot be written (a full disk).
void print_line(std::string_view text);
void flush_output();

/// Throws OutputClosed when standard output is a pipe that nobody reads any more: who waits for
/// something to write does not find out by writing.
void check_reader();

/// Whether somebody at a terminal can be asked.
bool can_ask();
/// Asks there, on standard error; true when the word is typed.
bool is_confirmed(std::string_view question, std::string_view word);

/// Ctrl-C or SIGTERM was pressed since `catch_interrupts`.
struct Interrupted {};

/// From here on a first Ctrl-C (or SIGTERM) is only noted, so that work ends at a good place; a
/// second one ends the process at once. SIGPIPE is ignored.
void catch_interrupts();
bool is_interrupted();
/// Throws Interrupted when there was one. Long loops call it at each good place.
void check_interrupt();

}  // namespace atelier::tools
