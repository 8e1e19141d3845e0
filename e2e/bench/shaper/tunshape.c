// Link shaper in user space: one TUN device in each of two network namespaces, and between them a fixed rate, delay and queue in each
// direction. Real kernel TCP runs over it; no kernel module is needed.
//
// tunshape NS_A NS_B DEVICE_A DEVICE_B CIDR_A CIDR_B DOWN_MBIT UP_MBIT ONE_WAY_MS QUEUE_MS     (down: A to B)
// Prints "up" when packets flow; on SIGTERM prints what passed, and how late the line itself was, and ends. A line is not starved by the programs at
// its ends, so that it runs before them.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define CAPACITY 65536 // packets under way in one direction
#define MTU_BUFFER 65536

typedef struct {
  int64_t due; // ns, CLOCK_MONOTONIC
  int length;
  unsigned char *bytes;
} packet;

typedef struct {
  packet *queue; // ring
  int head, count, target;
  int64_t free_at, delay, longest_queue; // ns
  double bits_per_second;
  uint64_t packets, dropped, bytes;
  int64_t latest; // ns after its time
} direction;

static volatile sig_atomic_t stopping = 0;
static void on_signal(int number) { (void)number; stopping = 1; }

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void die(const char *what) {
  perror(what);
  exit(1);
}

// Enters the namespace (and stays) and makes a device in it.
static int make_device(const char *namespace, const char *name, const char *cidr) {
  char text[512];
  snprintf(text, sizeof text, "/var/run/netns/%s", namespace);
  int ns = open(text, O_RDONLY);
  if (ns < 0 || setns(ns, CLONE_NEWNET)) die("setns");
  close(ns);
  int tun = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
  struct ifreq request = {0};
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  strncpy(request.ifr_name, name, IFNAMSIZ - 1);
  if (tun < 0 || ioctl(tun, TUNSETIFF, &request)) die("tun");
  snprintf(text, sizeof text, "ip addr add %s dev %s && ip link set %s mtu 1500 txqueuelen 2000 up", cidr, name, name);
  if (system(text)) exit(1);
  return tun;
}

// A packet leaves the sender's interface: it waits its turn on the wire, then the delay.
static void enqueue(direction *d, const unsigned char *bytes, int length) {
  int64_t t = now();
  if (d->free_at < t) d->free_at = t;
  if (d->free_at - t > d->longest_queue || d->count == CAPACITY) {
    d->dropped++;
    return;
  }
  d->free_at += (int64_t)(length * 8.0 / d->bits_per_second * 1e9);
  packet *p = &d->queue[(d->head + d->count++) % CAPACITY];
  p->due = d->free_at + d->delay;
  p->length = length;
  p->bytes = malloc(length);
  memcpy(p->bytes, bytes, length);
}

static void deliver_due(direction *d) {
  int64_t t = now();
  while (d->count && d->queue[d->head].due <= t) {
    packet *p = &d->queue[d->head];
    if (t - p->due > d->latest) d->latest = t - p->due;
    if (write(d->target, p->bytes, p->length) < 0 && errno == EAGAIN) d->dropped++;
    else {
      d->packets++;
      d->bytes += p->length;
    }
    free(p->bytes);
    d->head = (d->head + 1) % CAPACITY;
    d->count--;
  }
}

static void set_timer(int timer, const direction *d) {
  int64_t next = INT64_MAX;
  for (int i = 0; i < 2; i++)
    if (d[i].count && d[i].queue[d[i].head].due < next) next = d[i].queue[d[i].head].due;
  struct itimerspec at = {0};
  if (next != INT64_MAX) {
    at.it_value.tv_sec = next / 1000000000LL;
    at.it_value.tv_nsec = next % 1000000000LL;
  }
  timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, NULL);
}

static void watch(int epoll, int fd) {
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

int main(int count, char **argument) {
  if (count != 11) {
    fprintf(stderr, "ten arguments are needed\n");
    return 1;
  }
  struct sched_param first = {.sched_priority = 1};
  if (sched_setscheduler(0, SCHED_FIFO, &first)) perror("sched_setscheduler");
  signal(SIGTERM, on_signal);
  signal(SIGINT, on_signal);
  int a = make_device(argument[1], argument[3], argument[5]);
  int b = make_device(argument[2], argument[4], argument[6]);
  direction d[2] = {{.target = b}, {.target = a}};
  for (int i = 0; i < 2; i++) {
    d[i].queue = calloc(CAPACITY, sizeof(packet));
    d[i].bits_per_second = atof(argument[7 + i]) * 1e6;
    d[i].delay = (int64_t)(atof(argument[9]) * 1e6);
    d[i].longest_queue = (int64_t)(atof(argument[10]) * 1e6);
  }
  int epoll = epoll_create1(0), timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
  watch(epoll, a);
  watch(epoll, b);
  watch(epoll, timer);
  printf("up\n");
  fflush(stdout);
  static unsigned char buffer[MTU_BUFFER];
  while (!stopping) {
    struct epoll_event events[8];
    int n = epoll_wait(epoll, events, 8, 1000);
    for (int i = 0; i < n; i++) {
      int fd = events[i].data.fd, length;
      uint64_t ticks;
      if (fd == timer) {
        if (read(timer, &ticks, sizeof ticks) < 0) continue;
      } else
        while ((length = read(fd, buffer, sizeof buffer)) > 0) enqueue(&d[fd == a ? 0 : 1], buffer, length);
    }
    deliver_due(&d[0]);
    deliver_due(&d[1]);
    set_timer(timer, d);
  }
  for (int i = 0; i < 2; i++)
    fprintf(stderr, "%s: %lu packets, %lu bytes, %lu dropped, %.1f ms late at most\n", i ? "up" : "down", d[i].packets, d[i].bytes, d[i].dropped,
            d[i].latest / 1e6);
  return 0;
}
