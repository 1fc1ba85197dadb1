"""Times steps of two recipes in PyTorch: RECIPE USERS ITEMS DIMENSIONS BATCH ITEMS_A_USER THREADS.

RECIPE is 'pairs' (squared error of pairs with ratings, Adagrad) or 'softmax' (each user's items among all, Adam with a
decay of all rows). Prints the milliseconds of a step: the least mean of several rounds.
"""

import sys
import time

import torch

ROUNDS = 7

recipe = sys.argv[1]
users, items, dimensions, batch, items_a_user, threads = map(int, sys.argv[2:])
torch.set_num_threads(threads)
torch.manual_seed(1)
query = torch.nn.Embedding(users, dimensions)
candidate = torch.nn.Embedding(items, dimensions)
for table in (query, candidate):
    torch.nn.init.uniform_(table.weight, -0.05, 0.05)

if recipe == "pairs":
    optimizer = torch.optim.Adagrad([*query.parameters(), *candidate.parameters()], lr=0.1, initial_accumulator_value=0.1)
    batches = [
        (torch.randint(users, (batch,)), torch.randint(items, (batch,)), torch.rand(batch)) for _ in range(60)
    ]

    def loss_of(chunk):
        user, item, target = chunk
        return torch.nn.functional.mse_loss((query(user) * candidate(item)).sum(1), target)

else:
    bias = torch.nn.Parameter(torch.zeros(items))
    optimizer = torch.optim.Adam([*query.parameters(), *candidate.parameters(), bias], lr=0.03)
    batches = []
    for _ in range(20):
        target = torch.zeros(batch, items)
        target.scatter_(1, torch.randint(items, (batch, items_a_user)), 1.0)
        batches.append((torch.randperm(users)[:batch], target))

    def loss_of(chunk):
        user, target = chunk
        vectors = query(user)
        scores = torch.addmm(bias, vectors, candidate.weight.t())
        fit = -(torch.log_softmax(scores, 1) * target).sum() / (batch * items_a_user)
        return fit + 1e-4 * (vectors.square().sum() + candidate.weight.square().sum())


def step(chunk):
    optimizer.zero_grad()
    loss_of(chunk).backward()
    optimizer.step()


for chunk in batches[:5]:
    step(chunk)
best = float("inf")
for _ in range(ROUNDS):
    started = time.perf_counter()
    for chunk in batches:
        step(chunk)
    best = min(best, (time.perf_counter() - started) / len(batches))
print(1000 * best)
