"""A training step and a prediction of one model of bench/models in PyTorch, as one line of JSON.

python3 - MODEL THREADS STEPS clock|processor < torch_models.py: plain modules, float32, on the processor. Layouts and paddings follow
the .kmodel files beside (Keras pads more at the end). Needs torch and numpy.
"""

import json
import resource
import sys
import time

import numpy as np
import torch
from torch import nn
import torch.nn.functional as F

name, threads, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
now = time.process_time if sys.argv[4] == "processor" else time.perf_counter
torch.set_num_threads(threads)
torch.manual_seed(0)
random = np.random.RandomState(0)


def floats(*shape): return torch.from_numpy(random.rand(*shape).astype("float32"))
def numbers(below, *shape): return torch.from_numpy(random.randint(0, below, shape))
def one_hot(samples, classes): return torch.eye(classes)[numbers(classes, samples)]


def batch(n):
    """Inputs by name, and targets."""
    if name == "mlp": return dict(image=floats(n, 784)), [numbers(10, n)]
    if name == "qa": return dict(text=numbers(10000, n, 100), question=numbers(10000, n, 100)), [one_hot(n, 500)]
    if name == "profile": return dict(posts=numbers(50000, n, 500)), [60 * floats(n, 1), one_hot(n, 10), numbers(2, n, 1).float()]
    if name == "siamese": return dict(left=floats(n, 100, 128), right=floats(n, 100, 128)), [numbers(2, n, 1).float()]
    if name == "transformer": return dict(tokens=numbers(10000, n, 128), positions=torch.arange(128).repeat(n, 1)), [numbers(2, n)]
    if name == "inception": return dict(image=floats(n, 96, 96, 3)), [numbers(10, n)]
    if name == "resnet": return dict(image=floats(n, 32, 32, 3)), [numbers(10, n)]
    if name == "gru": return dict(series=floats(n, 50, 24)), [floats(n, 1)]
    if name in ("vgg", "mobilenet"): return dict(image=floats(n, 64, 64, 3)), [numbers(10, n)]
    if name == "wide": return dict(user=numbers(100000, n, 1), item=numbers(50000, n, 1), words=numbers(20000, n, 20), numeric=floats(n, 13)), [numbers(2, n, 1).float()]
    if name == "textcnn": return dict(words=numbers(20000, n, 120)), [numbers(20, n)]
    if name == "unet": return dict(image=floats(n, 64, 64, 3)), [numbers(2, n, 1, 64, 64).float()]
    return dict(left=floats(n, 96, 96, 3), right=floats(n, 96, 96, 3)), [numbers(2, n, 1).float()]

relu = nn.ReLU


class Same(nn.Module):
    """A convolution or pool with Keras's `same` padding."""
    def __init__(self, op, k, s=1, value=0.0):
        super().__init__(); self.op, self.k, self.s, self.value = op, k, s, value
    def forward(self, x):
        p = []
        for n in (x.shape[-1], x.shape[-2]):
            t = max((-(-n // self.s) - 1) * self.s + self.k - n, 0); p += [t // 2, t - t // 2]
        return self.op(F.pad(x, p, value=self.value) if any(p) else x)

def conv(i, o, k, s=1, bias=True, groups=1): return Same(nn.Conv2d(i, o, k, s, bias=bias, groups=groups), k, s)
def maxpool(k, s): return Same(nn.MaxPool2d(k, s), k, s, float('-inf'))


class Mlp(nn.Module):
    def __init__(self):
        super().__init__(); self.a, self.b = nn.Linear(784, 128), nn.Linear(128, 10)
    def forward(self, image): return [self.b(F.relu(self.a(image)))]

class Qa(nn.Module):
    def __init__(self):
        super().__init__()
        self.e1, self.l1 = nn.Embedding(10000, 64), nn.LSTM(64, 32, batch_first=True)
        self.e2, self.l2 = nn.Embedding(10000, 32), nn.LSTM(32, 16, batch_first=True)
        self.d = nn.Linear(48, 500)
    def forward(self, text, question):
        a = self.l1(self.e1(text))[1][0][0]; b = self.l2(self.e2(question))[1][0][0]
        return [self.d(torch.cat([a, b], 1))]

class Profile(nn.Module):
    def __init__(self):
        super().__init__()
        self.e = nn.Embedding(50000, 256)
        c = lambda i, o: [nn.Conv1d(i, o, 5), relu()]
        self.f = nn.Sequential(*c(256, 128), nn.MaxPool1d(5), *c(128, 256), *c(256, 256), nn.MaxPool1d(5), *c(256, 256), *c(256, 256))
        self.d = nn.Linear(256, 128)
        self.age, self.income, self.gender = nn.Linear(128, 1), nn.Linear(128, 10), nn.Linear(128, 1)
    def forward(self, posts):
        x = self.f(self.e(posts).transpose(1, 2)).amax(2)
        x = F.relu(self.d(x))
        return [self.age(x), self.income(x), self.gender(x)]

class Inc(nn.Module):
    def __init__(self, i, n1, r3, n3, r5, n5, p):
        super().__init__()
        s = nn.Sequential
        self.one = s(conv(i, n1, 1), relu())
        self.three = s(conv(i, r3, 1), relu(), conv(r3, n3, 3), relu())
        self.five = s(conv(i, r5, 1), relu(), conv(r5, n5, 5), relu())
        self.pool = s(maxpool(3, 1), conv(i, p, 1), relu())
    def forward(self, x): return torch.cat([self.one(x), self.three(x), self.five(x), self.pool(x)], 1)

class Inception(nn.Module):
    def __init__(self):
        super().__init__()
        self.f = nn.Sequential(conv(3, 64, 7, 2), relu(), maxpool(3, 2), conv(64, 192, 3), relu(), maxpool(3, 2),
                               Inc(192, 64, 96, 128, 16, 32, 32), Inc(256, 128, 128, 192, 32, 96, 64), maxpool(3, 2), Inc(480, 192, 96, 208, 16, 48, 64))
        self.d = nn.Linear(512, 10)
    def forward(self, image): return [self.d(self.f(image.permute(0, 3, 1, 2)).mean((2, 3)))]

class Basic(nn.Module):
    def __init__(self, i, o, s):
        super().__init__()
        bn = lambda: nn.BatchNorm2d(o, eps=1e-3, momentum=.01)
        self.main = nn.Sequential(conv(i, o, 3, s, False), bn(), relu(), conv(o, o, 3, 1, False), bn())
        self.short = nn.Identity() if s == 1 and i == o else nn.Sequential(conv(i, o, 1, s, False), bn())
    def forward(self, x): return F.relu(self.main(x) + self.short(x))

class Resnet(nn.Module):
    def __init__(self):
        super().__init__()
        f = [conv(3, 64, 3, 1, False), nn.BatchNorm2d(64, eps=1e-3, momentum=.01), relu()]; i = 64
        for o, s in ((64, 1), (128, 2), (256, 2), (512, 2)): f += [Basic(i, o, s), Basic(o, o, 1)]; i = o
        self.f, self.d = nn.Sequential(*f), nn.Linear(512, 10)
    def forward(self, image): return [self.d(self.f(image.permute(0, 3, 1, 2)).mean((2, 3)))]

class Siamese(nn.Module):
    def __init__(self):
        super().__init__(); self.l, self.d = nn.LSTM(128, 32, batch_first=True), nn.Linear(64, 1)
    def forward(self, left, right): return [self.d(torch.cat([self.l(left)[1][0][0], self.l(right)[1][0][0]], 1))]

class Sep(nn.Module):
    def __init__(self, i, o):
        super().__init__(); self.d, self.p = conv(i, i, 3, 1, False, i), nn.Conv2d(i, o, 1, bias=False)
    def forward(self, x): return self.p(self.d(x))

class XBlock(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        bn = lambda n: nn.BatchNorm2d(n, eps=1e-3, momentum=.01)
        self.main = nn.Sequential(bn(i), relu(), Sep(i, o), bn(o), relu(), Sep(o, o), maxpool(3, 2))
        self.short = conv(i, o, 1, 2, False)
    def forward(self, x): return self.main(x) + self.short(x)

class Xception(nn.Module):
    def __init__(self):
        super().__init__()
        f = [nn.Conv2d(3, 32, 5, bias=False)]; i = 32
        for o in (32, 64, 128, 256): f.append(XBlock(i, o)); i = o
        self.f, self.d = nn.Sequential(*f), nn.Linear(512, 1)
    def forward(self, left, right):
        e = lambda x: self.f(x.permute(0, 3, 1, 2)).mean((2, 3))
        return [self.d(torch.cat([e(left), e(right)], 1))]

class Layer(nn.Module):
    def __init__(self, w, h):
        super().__init__()
        self.q, self.k, self.v, self.o = [nn.Linear(w, w) for _ in range(4)]
        self.n1, self.n2, self.a, self.b, self.h = nn.LayerNorm(w, 1e-6), nn.LayerNorm(w, 1e-6), nn.Linear(w, 4 * w), nn.Linear(4 * w, w), h
    def forward(self, x):
        B, T, W = x.shape
        s = lambda t: t.view(B, T, self.h, W // self.h).transpose(1, 2)
        q, k, v = s(self.q(x)), s(self.k(x)), s(self.v(x))
        a = torch.softmax(q @ k.transpose(-1, -2) * (W // self.h) ** -.5, -1) @ v
        x = self.n1(x + self.o(a.transpose(1, 2).reshape(B, T, W)))
        return self.n2(x + self.b(F.gelu(self.a(x))))

class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.w, self.p, self.f, self.d = nn.Embedding(10000, 128), nn.Embedding(128, 128), nn.Sequential(*[Layer(128, 4) for _ in range(4)]), nn.Linear(128, 2)
    def forward(self, tokens, positions): return [self.d(self.f(self.w(tokens) + self.p(positions)).mean(1))]


class Gru(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.m, self.b, self.d = nn.GRU(24, 64, batch_first=True), nn.Linear(64, 48), nn.GRU(48, 32, batch_first=True), nn.Linear(32, 1)
    def forward(self, series): return [self.d(self.b(F.relu(self.m(self.a(series)[0])))[1][0])]

class Vgg(nn.Module):
    def __init__(self):
        super().__init__()
        f = []; i = 3
        for o in (32, 64, 128): f += [conv(i, o, 3), relu(), conv(o, o, 3), relu(), nn.MaxPool2d(2)]; i = o
        self.f, self.a, self.b = nn.Sequential(*f), nn.Linear(8 * 8 * 128, 256), nn.Linear(256, 10)
    def forward(self, image): return [self.b(F.relu(self.a(self.f(image.permute(0, 3, 1, 2)).flatten(1))))]

class Inverted(nn.Module):
    def __init__(self, i, o, e, s=1):
        super().__init__()
        bn = lambda n: nn.BatchNorm2d(n, eps=1e-3, momentum=.01)
        self.f = nn.Sequential(nn.Conv2d(i, e, 1, bias=False), bn(e), nn.ReLU6(), conv(e, e, 3, s, False, e), bn(e), nn.ReLU6(), nn.Conv2d(e, o, 1, bias=False), bn(o))
        self.adds = s == 1 and i == o
    def forward(self, x): return x + self.f(x) if self.adds else self.f(x)

class MobileNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.f = nn.Sequential(conv(3, 16, 3, 2, False), nn.BatchNorm2d(16, eps=1e-3, momentum=.01), nn.ReLU6(), Inverted(16, 24, 96, 2), Inverted(24, 24, 144), Inverted(24, 48, 144, 2), Inverted(48, 48, 288))
        self.d = nn.Linear(48, 10)
    def forward(self, image): return [self.d(self.f(image.permute(0, 3, 1, 2)).mean((2, 3)))]

class Wide(nn.Module):
    def __init__(self):
        super().__init__()
        self.u, self.i, self.w = nn.Embedding(100000, 32), nn.Embedding(50000, 32), nn.Embedding(20000, 32)
        self.f = nn.Sequential(nn.Linear(109, 256), relu(), nn.Linear(256, 64), relu(), nn.Linear(64, 1))
    def forward(self, user, item, words, numeric):
        return [self.f(torch.cat([self.u(user).flatten(1), self.i(item).flatten(1), self.w(words).mean(1), numeric], 1))]

class TextCnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.e, self.c, self.d = nn.Embedding(20000, 64), nn.ModuleList([nn.Conv1d(64, 100, k) for k in (3, 4, 5)]), nn.Linear(300, 20)
    def forward(self, words):
        x = self.e(words).transpose(1, 2)
        return [self.d(torch.cat([F.relu(c(x)).amax(2) for c in self.c], 1))]

class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        twice = lambda i, o: nn.Sequential(conv(i, o, 3), relu(), conv(o, o, 3), relu())
        self.a, self.b, self.c, self.d, self.e = twice(3, 16), twice(16, 32), twice(32, 64), twice(64, 32), twice(32, 16)
        self.up, self.top, self.p, self.o = nn.ConvTranspose2d(64, 32, 2, 2), nn.ConvTranspose2d(32, 16, 2, 2), nn.MaxPool2d(2), nn.Conv2d(16, 1, 1)
    def forward(self, image):
        high = self.a(image.permute(0, 3, 1, 2)); middle = self.b(self.p(high)); low = self.c(self.p(middle))
        raised = self.d(torch.cat([self.up(low), middle], 1))
        return [self.o(self.e(torch.cat([self.top(raised), high], 1)))]


def ce(p, y): return F.cross_entropy(p, y)
def soft(p, y): return -(y * F.log_softmax(p, 1)).sum(1).mean()
bce = F.binary_cross_entropy_with_logits
def rms(p): return torch.optim.RMSprop(p, lr=1e-3, alpha=.9, eps=1e-7)
def adam(p): return torch.optim.Adam(p, lr=1e-3, eps=1e-7)
def sgd(p): return torch.optim.SGD(p, lr=.05)
def momentum(p): return torch.optim.SGD(p, lr=.01, momentum=.9)


# Model, losses by head, their weights, optimizer, samples of a batch.
MODELS = dict(
    mlp=(Mlp, [ce], [1], adam, 128),
    qa=(Qa, [soft], [1], rms, 128),
    profile=(Profile, [F.mse_loss, soft, bce], [.25, 1, 10], rms, 64),
    siamese=(Siamese, [bce], [1], rms, 128),
    transformer=(Transformer, [ce], [1], adam, 32),
    inception=(Inception, [ce], [1], adam, 32),
    resnet=(Resnet, [ce], [1], adam, 64),
    xception=(Xception, [bce], [1], rms, 16),
    gru=(Gru, [F.mse_loss], [1], adam, 64),
    vgg=(Vgg, [ce], [1], momentum, 32),
    mobilenet=(MobileNet, [ce], [1], adam, 32),
    wide=(Wide, [bce], [1], sgd, 256),
    textcnn=(TextCnn, [ce], [1], rms, 64),
    unet=(UNet, [bce], [1], adam, 16),
)
build, losses, weights, optimize, samples = MODELS[name]
model = build()
optimizer = optimize(model.parameters())
batches = [batch(samples) for _ in range(4)]


def step(inputs, targets):
    optimizer.zero_grad(set_to_none=True)
    loss = sum(w * f(p, t) for w, f, p, t in zip(weights, losses, model(**inputs), targets))
    loss.backward()
    optimizer.step()
    return loss.item()


def predict(inputs, _):
    with torch.no_grad():
        return [p.numpy() for p in model(**inputs)]


def clock(run, warm):
    """The least milliseconds of several runs."""
    times = []
    for at in range(-warm, steps):
        start = now()
        run(*batches[at % 4])
        if at >= 0: times.append((now() - start) * 1e3)
    return min(times)


model.train()
train = clock(step, 3)
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
model.eval()
print(json.dumps(dict(train=train, predict=clock(predict, 2), memory=memory, version=torch.__version__)))
