"""The same service as such applications are written: Flask, PyTorch, PostgreSQL, a commit for each request.

gunicorn -w 2 --threads 8 app:app, with DATABASE_URL. The network is that of ../network.ts.
"""

import base64
import io
import os
import threading
from pathlib import Path

import numpy as np
import psycopg2
import torch
from flask import Flask, jsonify, request
from PIL import Image
from torch import nn

torch.set_num_threads(1)  # a process for each core: more threads only get into each other's way
app = Flask(__name__)


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(16, 32, 3, padding=1)
        self.dense1 = nn.Linear(32 * 7 * 7, 176)
        self.dense2 = nn.Linear(176, 10)

    def forward(self, x):
        x = torch.max_pool2d(torch.relu(self.conv1(x)), 2)
        x = torch.max_pool2d(torch.relu(self.conv2(x)), 2)
        return self.dense2(torch.relu(self.dense1(x.flatten(1))))


def load():
    network = Network()
    numbers = torch.from_numpy(np.fromfile(Path(__file__).parent.parent / "weights.bin", dtype="<f4"))
    state, at = {}, 0
    for name, parameter in network.state_dict().items():
        state[name] = numbers[at : at + parameter.numel()].reshape(parameter.shape)
        at += parameter.numel()
    network.load_state_dict(state)
    return network.eval()


network = load()
local = threading.local()


def connect():
    if not hasattr(local, "connection"):
        local.connection = psycopg2.connect(os.environ["DATABASE_URL"])
    return local.connection


@app.post("/predict")
def predict():
    image = base64.b64decode(request.get_json()["image"])
    picture = Image.open(io.BytesIO(image)).convert("L").resize((28, 28))
    pixels = torch.from_numpy(np.asarray(picture, dtype=np.float32) / 255).reshape(1, 1, 28, 28)
    with torch.inference_mode():
        probabilities = network(pixels).softmax(1)[0].tolist()
    confidence = max(probabilities)
    digit = probabilities.index(confidence)
    connection = connect()
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "insert into predictions (digit, confidence, probabilities, image) values (%s, %s, %s, %s) returning id",
            (digit, confidence, probabilities, psycopg2.Binary(image)),
        )
        id = cursor.fetchone()[0]
    return jsonify(id=id, prediction=digit, confidence=confidence, probabilities=probabilities), 201
