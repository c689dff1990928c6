// One complete SRP exchange, produced with amazon-cognito-identity-js 6.3.21 and recomputed against
// an independent model of the server. a and b are SHA-512("a") and SHA-512("b").
#pragma once

namespace postern::crypto::test::vector {

inline constexpr char kPoolName[] = "AbCdEfGhI";
inline constexpr char kUsername[] = "testuser";
inline constexpr char kPassword[] = "Passw0rd!";
inline constexpr char kSalt[] = "1f8a9c3d5e7b2a4690c1d2e3f4a5b6c7";
inline constexpr char kClientSecret[] =
    "1f40fc92da241694750979ee6cf582f2d5d7d28e18335de05abc54d0560e0f5302860c652bf08d560252aa5e7421"
    "0546f369fbbbce8c12cfc7957b2652fe9a75";
inline constexpr char kServerSecret[] =
    "5267768822ee624d48fce15ec5ca79cbd602cb7f4c2157a516556991f22ef8c7b5ef7b18d1ff41c59370efb08586"
    "51d44a936c11b7b144c48fe04df3c6a3e8da";
inline constexpr char kA[] =
    "952aa63140e6e577effc80fdec88a011ae693e8a4aade200ecd69e1c2727067dc7897a351c7816a10f6eb5569e86"
    "752399d92954129b402d5e6eddd57cecd39718d55b9dec05c7a4a507a3063356683507a2de328135e845f3de1c24"
    "484a212b529d7cd7b72924835e8ea752e848492ab3d108a411b70a3f06b08369b53ef0e5bc4c4a39f010f4584979"
    "a16c296df976a7a08822417bb6e1cf9f75160f915403186a3b0307cc77adc84360a1e7576468ea44c3c044f6c84d"
    "7ed7b7dd426401c40f6b216cb094ac2f7d0d06c79a12c4acf2e1bdae03c878f4ab72ae68af5f4932795faa6f35af"
    "2c7a574548a3e54456923fe52feb86c1b2fb3bec2aa0e2e3d6e6db94fd2ac23ea4dd89d42663411a308566ff607a"
    "614128badcb893b59c25affec61b7a5c8a94c50d73375d152242183e5eb26ca2899954c58362162bf5fde71e3ef9"
    "b46cdfe60d2206647cc06dcc84f06f6ef34a670b6ea050fa42b5316d7e5af49127263aff4de2baf6fdf48d5ed94c"
    "12ccd20e0c703cc396f2ec1fb36864ec";
inline constexpr char kB[] =
    "fbdae2fa4743f38207e4265c028c1b2fecb8dca33fbb51fb841101bfee73c618d633ab857aced46468d754ccf16c"
    "34a573e8e2517e638eb997fbb046fefd2ff95bd778b44acdf6a28a4f957b6688a858fb5fc7dd72ad09c272690934"
    "367b5645b63c15bd20b5c77c5aee9d4c2b02099d70dcadca58e67ee00ae093b9d69f2ed58e3089197b4c8c67df9a"
    "c70eb96923f958938210d5bb691fe39ef3e3d51389d30dd4234f9228c812f6f107f6f94b6eb84a07a9cc54340ccf"
    "8f8beee1d870381bb2229056863bbd5583af0abc7dcf0363f7e5a9f081469722f98a684947273a93a86e62bed144"
    "00479a13dd4300398135b8444c58ff5e5177f12addb15eb154557df4a1a5f60b277bbed5fbd0dcf0c28930bed677"
    "b1a9bc586f51b1adfa591477dcf9c6992490ca0491a7d302af753f2de332846c60a79e0032723b37206f42c9461e"
    "5c590cf67cbe9c9f1a5b3491b7fa1ec033f423ae5d8b07b861e0315016d3149b6daf566ee4edd628b31d14f10c49"
    "d06284a5406dff6e570994da44e5049d";
inline constexpr char kVerifierSha256[] =
    "07e4548477967c99613ffb19c21a58983e0af4a46e955c72d7a20990ae7379a0";
inline constexpr char kX[] = "9e573e77789784dbda59fa2c274182a997b6f30e5132e36e64ac219349dc914c";
inline constexpr char kU[] = "a06b070b3e09bafca27b9c6a754112f3159c2c6a84eaa2be2d9a82ea6736b0ac";
inline constexpr char kPaddedSSha256[] =
    "2166918c0108e2b8b0365787b7c9bdd5eb06f16cf4c113878288de252a6edba3";
inline constexpr char kSessionKey[] = "46bb6bd27aa550ac24f15165cfadba4f";
inline constexpr char kTimestamp[] = "Tue Feb 3 04:05:06 UTC 2026";
// 00 01 .. 2f
inline constexpr char kSecretBlock[] =
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d"
    "2e2f";
inline constexpr char kSignature[] = "M0QwTbvTuGuibD3q2rRrZuJ9mjXCSvUr7ItiQ4C2TfQ=";

}  // namespace postern::crypto::test::vector
