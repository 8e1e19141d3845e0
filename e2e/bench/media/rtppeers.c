// Many WebRTC peers in one process, without pictures: ICE (RFC 8445, controlling, against an ICE-lite server), DTLS-SRTP (RFC 5764) and RTP of
// the size and rhythm of speech and of a small VP8 picture. What arrives is counted by its sequence numbers, which SRTP leaves readable.
//
// Commands, a line each:                        Answers:
//   add ID IP PORT UFRAG PASSWORD                 ready ID                      (ICE and DTLS are up)
//   send ID audio|video SSRC                                                    (from now on, until the end)
//   mark                                          marked                        (counts begin anew)
//   count                                         count EXPECTED RECEIVED SENT  (packets since the mark)
// First line: the SHA-256 of the certificate that all peers have.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <srtp2/srtp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_PEERS 4096
#define MAX_SENT 2
#define MAX_HEARD 64
#define SOCKET_BUFFER (4 << 20) // bytes: what is lost is lost in the SFU, not here
#define CONSENT_NS 5000000000LL
#define RETRY_NS 200000000LL
#define AUDIO_PAYLOAD 80   // 32 kbit/s in packets of 20 ms
#define AUDIO_NS 20000000LL
#define VIDEO_PAYLOAD 1040 // 500 kbit/s: 30 frames of two packets a second
#define VIDEO_NS 16666667LL
#define AT_ONCE_NS 2000000LL
#define KEY_EVERY 60       // frames
#define AUDIO_LEVEL_ID 10  // header extension of RFC 6464
#define KEY_BYTES 32       // SRTP_AEAD_AES_256_GCM (RFC 7714)
#define SALT_BYTES 12

typedef struct {
  int video;
  uint32_t ssrc, timestamp, frame;
  uint16_t sequence;
  int second_half;
  int64_t due;
} stream;

typedef struct {
  uint32_t ssrc;
  int64_t highest, marked_highest; // extended sequence numbers
  uint64_t received, marked_received;
} heard;

typedef struct {
  int id, fd, ice_up, dtls_up;
  char username[256], password[256];
  int64_t stun_due;
  SSL *ssl;
  BIO *in;
  srtp_t out;
  stream sends[MAX_SENT];
  int sending;
  heard hears[MAX_HEARD];
  int hearing;
} peer;

static peer *peers[MAX_PEERS];
static int peer_count;
static SSL_CTX *context;
static int epoll_fd;
static uint64_t sent_packets, marked_sent;

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void die(const char *what) {
  fprintf(stderr, "%s: %s\n", what, strerror(errno));
  exit(1);
}

static void make_context(void) {
  EVP_PKEY *key = EVP_EC_gen("P-256");
  X509 *certificate = X509_new();
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
  X509_set_pubkey(certificate, key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC, (const unsigned char *)"bench", -1, -1, 0);
  X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
  X509_sign(certificate, key, EVP_sha256());
  context = SSL_CTX_new(DTLS_client_method());
  SSL_CTX_use_certificate(context, certificate);
  SSL_CTX_use_PrivateKey(context, key);
  SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
  if (SSL_CTX_set_tlsext_use_srtp(context, "SRTP_AEAD_AES_256_GCM")) die("use_srtp");
  unsigned char digest[32];
  unsigned length = sizeof digest;
  X509_digest(certificate, EVP_sha256(), digest, &length);
  for (unsigned i = 0; i < length; i++) printf("%s%02X", i ? ":" : "", digest[i]);
  printf("\n");
  fflush(stdout);
}

static uint32_t crc32_of(const unsigned char *bytes, int length) {
  uint32_t crc = ~0u;
  for (int i = 0; i < length; i++) {
    crc ^= bytes[i];
    for (int k = 0; k < 8; k++) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
  }
  return ~crc;
}

static int attribute(unsigned char *at, int type, const void *value, int length) {
  at[0] = type >> 8, at[1] = type;
  at[2] = length >> 8, at[3] = length;
  if (length) memcpy(at + 4, value, length);
  int padded = (length + 3) & ~3;
  memset(at + 4 + length, 0, padded - length);
  return 4 + padded;
}

// Binding request (RFC 8489) that nominates; the server is ICE-lite and takes the first.
static void send_binding(peer *p) {
  unsigned char m[512] = {0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42};
  unsigned char priority[4] = {0x6e, 0, 1, 0xff}, tie[8] = {1, 2, 3, 4, 5, 6, 7, 8}, digest[20];
  RAND_bytes(m + 8, 12);
  int at = 20;
  at += attribute(m + at, 0x0006, p->username, strlen(p->username));
  at += attribute(m + at, 0x0024, priority, 4);
  at += attribute(m + at, 0x802A, tie, 8);
  at += attribute(m + at, 0x0025, NULL, 0);
  int length = at - 20 + 24;
  m[2] = length >> 8, m[3] = length;
  unsigned digest_length = sizeof digest;
  HMAC(EVP_sha1(), p->password, strlen(p->password), m, at, digest, &digest_length);
  at += attribute(m + at, 0x0008, digest, 20);
  length = at - 20 + 8;
  m[2] = length >> 8, m[3] = length;
  uint32_t crc = htonl(crc32_of(m, at) ^ 0x5354554e);
  at += attribute(m + at, 0x8028, &crc, 4);
  if (send(p->fd, m, at, 0) < 0 && errno != EAGAIN && errno != ECONNREFUSED) die("send");
  p->stun_due = now() + (p->ice_up ? CONSENT_NS : RETRY_NS);
}

static void add_peer(int id, const char *ip, int port, const char *ufrag, const char *password) {
  if (peer_count == MAX_PEERS) exit(1);
  peer *p = calloc(1, sizeof *p);
  peers[peer_count++] = p;
  p->id = id;
  snprintf(p->username, sizeof p->username, "%s:bench", ufrag);
  snprintf(p->password, sizeof p->password, "%s", password);
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
  inet_pton(AF_INET, ip, &to.sin_addr);
  p->fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  int size = SOCKET_BUFFER;
  if (setsockopt(p->fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size)) setsockopt(p->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  if (p->fd < 0 || connect(p->fd, (struct sockaddr *)&to, sizeof to)) die("socket");
  p->ssl = SSL_new(context);
  p->in = BIO_new(BIO_s_mem());
  BIO_set_mem_eof_return(p->in, -1);
  BIO *out = BIO_new_dgram(p->fd, BIO_NOCLOSE);
  BIO_ctrl(out, BIO_CTRL_DGRAM_SET_CONNECTED, 0, &to);
  SSL_set_bio(p->ssl, p->in, out);
  SSL_set_connect_state(p->ssl);
  SSL_set_options(p->ssl, SSL_OP_NO_QUERY_MTU);
  SSL_set_mtu(p->ssl, 1200);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = p};
  epoll_ctl(epoll_fd, EPOLL_CTL_ADD, p->fd, &event);
  send_binding(p);
}

static void handshake(peer *p) {
  if (p->dtls_up || SSL_do_handshake(p->ssl) != 1) return;
  unsigned char material[2 * (KEY_BYTES + SALT_BYTES)], key[KEY_BYTES + SALT_BYTES];
  SSL_export_keying_material(p->ssl, material, sizeof material, "EXTRACTOR-dtls_srtp", 19, NULL, 0, 0);
  memcpy(key, material, KEY_BYTES); // the client's, then the server's; salts in the same order
  memcpy(key + KEY_BYTES, material + 2 * KEY_BYTES, SALT_BYTES);
  srtp_policy_t policy = {0};
  srtp_crypto_policy_set_aes_gcm_256_16_auth(&policy.rtp);
  srtp_crypto_policy_set_aes_gcm_256_16_auth(&policy.rtcp);
  policy.ssrc.type = ssrc_any_outbound;
  policy.key = key;
  if (srtp_create(&p->out, &policy)) die("srtp");
  p->dtls_up = 1;
  printf("ready %d\n", p->id);
  fflush(stdout);
}

static void took(peer *p, const unsigned char *m, int length) {
  if (length < 2) return;
  if (m[0] < 4) {
    if (!p->ice_up && m[0] == 1 && m[1] == 1) {
      p->ice_up = 1;
      p->stun_due = now() + CONSENT_NS;
      handshake(p);
    }
  } else if (m[0] >= 20 && m[0] < 64) {
    BIO_write(p->in, m, length);
    handshake(p);
  } else if (m[0] >= 128 && m[0] < 192 && length >= 12 && !(m[1] >= 192 && m[1] < 224)) {
    uint32_t ssrc = (uint32_t)m[8] << 24 | m[9] << 16 | m[10] << 8 | m[11];
    uint16_t sequence = m[2] << 8 | m[3];
    heard *h = NULL;
    for (int i = 0; i < p->hearing; i++)
      if (p->hears[i].ssrc == ssrc) h = &p->hears[i];
    if (!h) {
      if (p->hearing == MAX_HEARD) return;
      h = &p->hears[p->hearing++];
      *h = (heard){.ssrc = ssrc, .highest = sequence - 1, .marked_highest = sequence - 1};
    }
    int16_t ahead = sequence - (uint16_t)h->highest;
    if (ahead > 0) h->highest += ahead;
    h->received++;
  }
}

static void send_packet(peer *p, stream *s) {
  unsigned char m[1500] = {0x80, s->video ? 96 : 111};
  int at = 12;
  if (!s->video) {
    m[0] |= 0x10;
    const unsigned char extension[8] = {0xBE, 0xDE, 0, 1, AUDIO_LEVEL_ID << 4, 30, 0, 0}; // -30 dBov
    memcpy(m + at, extension, 8);
    at += 8;
    memset(m + at, 0x55, AUDIO_PAYLOAD);
    at += AUDIO_PAYLOAD;
    s->timestamp += 960;
  } else {
    // VP8 payload descriptor (RFC 7741 §4.2): a frame begins, or goes on; then P of its header: 0 in a key frame.
    memset(m + at, 0x55, VIDEO_PAYLOAD);
    m[at] = s->second_half ? 0x00 : 0x10;
    m[at + 1] = s->frame % KEY_EVERY ? 0x01 : 0x00;
    at += VIDEO_PAYLOAD;
    if (s->second_half) m[1] |= 0x80;
  }
  m[2] = s->sequence >> 8, m[3] = s->sequence;
  uint32_t timestamp = htonl(s->timestamp), ssrc = htonl(s->ssrc);
  memcpy(m + 4, &timestamp, 4);
  memcpy(m + 8, &ssrc, 4);
  s->sequence++;
  if (s->video) {
    if (s->second_half) s->frame++, s->timestamp += 3000;
    s->second_half = !s->second_half;
  }
  if (srtp_protect(p->out, m, &at)) return;
  if (send(p->fd, m, at, 0) > 0) sent_packets++;
}

static void command(char *line) {
  char ip[64], ufrag[128], password[128], kind[16];
  int id, port;
  unsigned ssrc;
  if (sscanf(line, "add %d %63s %d %127s %127s", &id, ip, &port, ufrag, password) == 5) add_peer(id, ip, port, ufrag, password);
  else if (sscanf(line, "send %d %15s %u", &id, kind, &ssrc) == 3) {
    for (int i = 0; i < peer_count; i++) {
      peer *p = peers[i];
      if (p->id != id || p->sending == MAX_SENT) continue;
      // Streams begin apart from each other, as people do.
      p->sends[p->sending++] = (stream){.video = !strcmp(kind, "video"), .ssrc = ssrc, .due = now() + rand() % VIDEO_NS};
    }
  } else if (!strncmp(line, "mark", 4)) {
    for (int i = 0; i < peer_count; i++)
      for (int k = 0; k < peers[i]->hearing; k++) {
        heard *h = &peers[i]->hears[k];
        h->marked_highest = h->highest;
        h->marked_received = h->received;
      }
    marked_sent = sent_packets;
    printf("marked\n");
    fflush(stdout);
  } else if (!strncmp(line, "count", 5)) {
    uint64_t expected = 0, received = 0;
    for (int i = 0; i < peer_count; i++)
      for (int k = 0; k < peers[i]->hearing; k++) {
        heard *h = &peers[i]->hears[k];
        expected += h->highest - h->marked_highest;
        received += h->received - h->marked_received;
      }
    printf("count %lu %lu %lu\n", expected, received, sent_packets - marked_sent);
    fflush(stdout);
  }
}

int main(void) {
  static char line[65536];
  int held = 0;
  srtp_init();
  make_context();
  epoll_fd = epoll_create1(0);
  fcntl(0, F_SETFL, O_NONBLOCK);
  struct epoll_event input = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(epoll_fd, EPOLL_CTL_ADD, 0, &input);
  static unsigned char bytes[32][2048];
  struct mmsghdr messages[32];
  struct iovec places[32];
  int64_t tidied = 0;
  for (;;) {
    struct epoll_event events[256];
    int n = epoll_wait(epoll_fd, events, 256, 1);
    for (int i = 0; i < n; i++) {
      peer *p = events[i].data.ptr;
      if (!p) {
        int length = read(0, line + held, sizeof line - held - 1);
        if (length == 0) return 0;
        if (length < 0) continue;
        held += length;
        line[held] = 0;
        char *from = line, *end;
        while ((end = strchr(from, '\n'))) {
          *end = 0;
          command(from);
          from = end + 1;
        }
        held -= from - line;
        memmove(line, from, held);
        continue;
      }
      for (int k = 0; k < 32; k++) {
        places[k] = (struct iovec){bytes[k], sizeof bytes[k]};
        messages[k] = (struct mmsghdr){.msg_hdr = {.msg_iov = &places[k], .msg_iovlen = 1}};
      }
      int got = recvmmsg(p->fd, messages, 32, MSG_DONTWAIT, NULL);
      for (int k = 0; k < got; k++) took(p, bytes[k], messages[k].msg_len);
    }
    int64_t t = now();
    for (int i = 0; i < peer_count; i++) {
      peer *p = peers[i];
      for (int k = 0; p->dtls_up && k < p->sending; k++)
        if (p->sends[k].due <= t) {
          send_packet(p, &p->sends[k]);
          p->sends[k].due += p->sends[k].video ? VIDEO_NS : AUDIO_NS;
          // What was not sent in time is not sent in a heap: no microphone does that.
          if (p->sends[k].due < t) p->sends[k].due = t + AT_ONCE_NS;
        }
    }
    if (t - tidied < RETRY_NS / 2) continue;
    tidied = t;
    for (int i = 0; i < peer_count; i++) {
      if (peers[i]->stun_due <= t) send_binding(peers[i]);
      if (peers[i]->ice_up && !peers[i]->dtls_up) DTLSv1_handle_timeout(peers[i]->ssl);
    }
  }
}
