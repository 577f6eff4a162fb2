#include "commands/import/imported_ids.hpp"

#include <algorithm>

#include "eventstore/crypto/cipher.hpp"

namespace atelier::commands {
namespace {

// Ids of other tools hold no NUL characters, so no two lists of parts make the same text.
void add_part(std::string& text, std::string_view part) {
    text += part;
    text += '\0';
}

}  // namespace

ImportedIds::ImportedIds(WorkspaceId workspace, ImportedBoard const& board) {
    add_part(board_, "atelier import");
    add_part(board_, to_text(workspace));
    add_part(board_, board.source);
    add_part(board_, board.source_id);
}

Uuid ImportedIds::uuid_of(std::string_view kind, std::string_view source_id) const {
    auto text = board_;
    add_part(text, kind);
    add_part(text, source_id);
    auto const digest = crypto::sha256(text);
    Uuid uuid;
    std::copy_n(digest.begin(), uuid.bytes.size(), uuid.bytes.begin());
    uuid.bytes[6] = static_cast<std::uint8_t>((uuid.bytes[6] & 0x0f) | 0x80);
    uuid.bytes[8] = static_cast<std::uint8_t>((uuid.bytes[8] & 0x3f) | 0x80);
    return uuid;
}

}  // namespace atelier::commands
