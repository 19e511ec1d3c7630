"""Training by several processes of one thread each (local SGD: Stich 2019, "Local SGD Converges Fast and Communicates Little").

On processors that are shared with others, threads that wait for one another at every product lose much more than processes
that meet every few steps.
"""
import os, tempfile
import torch
import torch.distributed as dist


def split(workers):
    """Parts this process into so many; each gets its number. What stands in memory is shared until it is written to."""
    if workers == 1:
        return 0
    torch.set_num_threads(1)
    meeting = tempfile.mktemp()
    rank = 0
    for number in range(1, workers):
        if os.fork() == 0:
            rank = number
            break
    dist.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=workers)
    return rank


@torch.no_grad()
def agree(parameters, done):
    """Gives every process the mean of all processes' weights, and the mean of how far each is."""
    if not dist.is_initialized():
        return done
    flat = torch.cat([p.flatten() for p in parameters] + [torch.tensor([done])])
    dist.all_reduce(flat)
    flat /= dist.get_world_size()
    at = 0
    for p in parameters:
        p.copy_(flat[at:at + p.numel()].view_as(p))
        at += p.numel()
    return flat[-1].item()
